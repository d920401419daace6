using LlamaNas.Training;

namespace LlamaNas.Pipelines;

/// <summary>Fine-tuning of an experiment.</summary>
public sealed record FineTuneConfiguration
{
    private static readonly FineTuningOptions Defaults = new();

    /// <summary>Alpaca-format file.</summary>
    public string Data { get; set; } = "";

    /// <summary>Optimizer steps.</summary>
    public int Steps { get; set; } = 400;

    /// <summary>Peak learning rate.</summary>
    public double LearningRate { get; set; } = 2e-4;

    /// <summary>Tokens of one batch, padding included.</summary>
    public int TokensPerBatch { get; set; } = 2048;

    /// <summary>Batches a step.</summary>
    public int Accumulation { get; set; } = 2;

    /// <summary>alpaca or chat.</summary>
    public PromptStyle Prompt { get; set; } = PromptStyle.Alpaca;

    /// <summary>alternate, sandwich, random_only or full_only.</summary>
    public SubNetworkStrategy Strategy { get; set; } = Defaults.Strategy;

    /// <summary>Random sub-networks in each step of a sandwich.</summary>
    public int RandomPerStep { get; set; } = Defaults.RandomPerStep;

    /// <summary>uniform or size_spread: how random sub-networks are drawn.</summary>
    public SubNetworkSampling Sampling { get; set; } = Defaults.Sampling;

    /// <summary>Files of known networks that random sub-networks are drawn from; absent: the whole space.</summary>
    public List<string> Networks { get; set; } = [];

    /// <summary>Folder of a model that every trained network learns from; absent: sub-networks learn from the full network of the step.</summary>
    public string? Teacher { get; set; }

    /// <summary>Share of distillation in a network's loss, 0 to 1.</summary>
    public double DistillationWeight { get; set; } = Defaults.DistillationWeight;

    /// <summary>Temperature of the distillation.</summary>
    public double DistillationTemperature { get; set; } = Defaults.DistillationTemperature;

    /// <summary>Rank of LoRA adapters; 0 trains all weights.</summary>
    public int LoraRank { get; set; } = Defaults.LoraRank;

    /// <summary>The adapters' strength.</summary>
    public double LoraAlpha { get; set; } = Defaults.LoraAlpha;

    /// <summary>keep or recompute: activations for the backward pass.</summary>
    public ActivationMemory Activations { get; set; } = Defaults.Activations;

    /// <summary>importance or prefix: which channels narrower layers keep.</summary>
    public ChannelOrder ChannelOrder { get; set; } = ChannelOrder.Importance;

    /// <summary>Steps between checkpoints.</summary>
    public int CheckpointEverySteps { get; set; } = 20;

    /// <summary>Held-out examples that the losses before and after are measured on.</summary>
    public int MeasuredHeldOut { get; set; } = Defaults.MeasuredHeldOut;

    internal FineTuneGuides Guides() => new() { Networks = [.. Networks], Teacher = Teacher };

    internal FineTuningOptions Options(int seed) => new()
    {
        Steps = Steps,
        LearningRate = LearningRate,
        TokensPerBatch = TokensPerBatch,
        Accumulation = Accumulation,
        Prompt = Prompt,
        Strategy = Strategy,
        RandomPerStep = RandomPerStep,
        Sampling = Sampling,
        DistillationWeight = DistillationWeight,
        DistillationTemperature = DistillationTemperature,
        LoraRank = LoraRank,
        LoraAlpha = LoraAlpha,
        Activations = Activations,
        ChannelOrder = ChannelOrder,
        CheckpointEverySteps = CheckpointEverySteps,
        MeasuredHeldOut = MeasuredHeldOut,
        Seed = seed,
    };
}

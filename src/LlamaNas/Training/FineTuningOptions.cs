namespace LlamaNas.Training;

/// <summary>How the super-network is fine-tuned.</summary>
public sealed record FineTuningOptions
{
    /// <summary>Optimizer steps. Default 400.</summary>
    public int Steps { get; init; } = 400;

    /// <summary>Passes over the data; where given, it decides the number of steps. Default: none.</summary>
    public double? Epochs { get; init; }

    /// <summary>Tokens of one batch, padding included. Default 2048.</summary>
    public int TokensPerBatch { get; init; } = 2048;

    /// <summary>Batches whose gradients are added up before a step. Default 2.</summary>
    public int Accumulation { get; init; } = 2;

    /// <summary>Peak learning rate. Default 2e-4.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Share of the steps in which the rate rises from 0 to its peak; then it falls as a cosine to a tenth. Default 0.05.</summary>
    public double WarmUpShare { get; init; } = 0.05;

    /// <summary>AdamW's decoupled weight decay, on matrices only. Default 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>
    /// AdamW's decay of the squared gradients, 0 to 1. Default 0.999; training from nothing wants 0.95, so that the first, large gradients are
    /// forgotten in time.
    /// </summary>
    public double SecondMomentDecay { get; init; } = 0.999;

    /// <summary>Largest global gradient norm; larger gradients are scaled down. Default 1.</summary>
    public double MaximumGradientNorm { get; init; } = 1.0;

    /// <summary>Longest sequence in tokens. Default 512.</summary>
    public int MaximumLength { get; init; } = 512;

    /// <summary>Share of the examples that is held out (never trained on), 0 to below 1. Default 0.1.</summary>
    public double HeldOutShare { get; init; } = 0.1;

    /// <summary>How many of the held-out examples the losses before and after are measured on, the same for every network. Default 100.</summary>
    public int MeasuredHeldOut { get; init; } = 100;

    /// <summary>How examples are put to the model. Default: Alpaca's prompt.</summary>
    public PromptStyle Prompt { get; init; } = PromptStyle.Alpaca;

    /// <summary>Which networks each step trains. Default: full and random in turn (the paper's way).</summary>
    public SubNetworkStrategy Strategy { get; init; } = SubNetworkStrategy.Alternate;

    /// <summary>Random sub-networks in each step of a sandwich, besides the full and the smallest network. Default 1.</summary>
    public int RandomPerStep { get; init; } = 1;

    /// <summary>How random sub-networks are drawn. Default: with spread sizes (benchmark <c>representativeness</c>).</summary>
    public SubNetworkSampling Sampling { get; init; } = SubNetworkSampling.SizeSpread;

    /// <summary>
    /// Share of a network's loss that is its divergence from its teacher, 0 to 1; the rest is the cross-entropy of the labels. The teacher is a frozen one where one is given, and else, for
    /// sub-networks, the full network of the same step. Default 0: no distillation.
    /// </summary>
    public double DistillationWeight { get; init; }

    /// <summary>Temperature of both distributions in distillation; higher values show more of the improbable tokens. Default 1.</summary>
    public double DistillationTemperature { get; init; } = 1;

    /// <summary>Rank of low-rank adapters (LoRA, arXiv 2106.09685); they alone are trained, and merged at the end. Default 0: all weights are trained.</summary>
    public int LoraRank { get; init; }

    /// <summary>The adapters' strength: their product counts <c>LoraAlpha / LoraRank</c> times. Default 16.</summary>
    public double LoraAlpha { get; init; } = 16;

    /// <summary>Whether activations are kept for the backward pass or computed again. Default: kept.</summary>
    public ActivationMemory Activations { get; init; } = ActivationMemory.Keep;

    /// <summary>Which channels narrower layers keep. Default: the most important ones on the training text.</summary>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.Importance;

    /// <summary>Steps between checkpoints. Default 50.</summary>
    public int CheckpointEverySteps { get; init; } = 50;

    /// <summary>Seed of shuffling, splitting and sampling. Default 42.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UsageException">The first value out of its range.</exception>
    public void Validate()
    {
        Check(Steps >= 1, "steps", Steps, "at least 1");
        Check(Epochs is null or > 0, "epochs", Epochs ?? 0, "above 0");
        Check(LearningRate is > 0 and < 1, "learning rate", LearningRate, "between 0 and 1");
        Check(SecondMomentDecay is > 0 and < 1, "decay of the squared gradients", SecondMomentDecay, "between 0 and 1");
        Check(TokensPerBatch >= 16, "tokens per batch", TokensPerBatch, "at least 16");
        Check(Accumulation >= 1, "accumulation", Accumulation, "at least 1");
        Check(HeldOutShare is >= 0 and < 1, "held-out share", HeldOutShare, "from 0 to below 1");
        Check(MeasuredHeldOut >= 0, "number of measured held-out examples", MeasuredHeldOut, "at least 0");
        Check(RandomPerStep >= 0, "number of random sub-networks a step", RandomPerStep, "at least 0");
        Check(DistillationWeight is >= 0 and <= 1, "weight of the distillation", DistillationWeight, "from 0 to 1");
        Check(DistillationTemperature > 0, "temperature of the distillation", DistillationTemperature, "above 0");
        Check(LoraRank >= 0, "rank of the adapters", LoraRank, "at least 0 (0: all weights are trained)");
        Check(LoraAlpha > 0, "strength of the adapters", LoraAlpha, "above 0");
        Check(CheckpointEverySteps >= 1, "checkpoint interval", CheckpointEverySteps, "at least 1");
    }

    private static void Check(bool holds, string name, double value, string range)
    {
        if (!holds)
            throw new UsageException(FormattableString.Invariant($"The {name} is {value}, but must be {range}."));
    }
}

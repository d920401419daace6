using LlamaNas.Training;

namespace LlamaNas.Pipelines;

/// <summary>Fine-tuning of an experiment.</summary>
public sealed record FineTuneConfiguration
{
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

    /// <summary>alternate or full_only.</summary>
    public SubNetworkStrategy Strategy { get; set; } = SubNetworkStrategy.Alternate;

    /// <summary>importance or prefix: which channels narrower layers keep.</summary>
    public ChannelOrder ChannelOrder { get; set; } = ChannelOrder.Importance;

    /// <summary>Steps between checkpoints.</summary>
    public int CheckpointEverySteps { get; set; } = 20;

    internal FineTuningOptions Options(int seed) => new()
    {
        Steps = Steps,
        LearningRate = LearningRate,
        TokensPerBatch = TokensPerBatch,
        Accumulation = Accumulation,
        Prompt = Prompt,
        Strategy = Strategy,
        ChannelOrder = ChannelOrder,
        CheckpointEverySteps = CheckpointEverySteps,
        Seed = seed,
    };
}

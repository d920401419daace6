namespace LlamaNas.Training;

/// <summary>How the super-network is fine-tuned.</summary>
public sealed record FineTuningOptions
{
    /// <summary>Optimizer steps. Default 400.</summary>
    public int Steps { get; init; } = 400;

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

    /// <summary>Largest global gradient norm; larger gradients are scaled down. Default 1.</summary>
    public double MaximumGradientNorm { get; init; } = 1.0;

    /// <summary>Longest sequence in tokens. Default 512.</summary>
    public int MaximumLength { get; init; } = 512;

    /// <summary>Share of the examples that is held out, 0 to 1. Default 0.1.</summary>
    public double HeldOutShare { get; init; } = 0.1;

    /// <summary>Most examples that are held out. Default 100.</summary>
    public int MaximumHeldOut { get; init; } = 100;

    /// <summary>How examples are put to the model. Default: Alpaca's prompt.</summary>
    public PromptStyle Prompt { get; init; } = PromptStyle.Alpaca;

    /// <summary>Which network each step trains. Default: full and random in turn (the paper's way).</summary>
    public SubNetworkStrategy Strategy { get; init; } = SubNetworkStrategy.Alternate;

    /// <summary>Steps between checkpoints. Default 50.</summary>
    public int CheckpointEverySteps { get; init; } = 50;

    /// <summary>Seed of shuffling, splitting and sampling. Default 42.</summary>
    public int Seed { get; init; } = 42;
}

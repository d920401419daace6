namespace LlamaNas.Measurement;

/// <summary>The request whose latency is measured: a prompt that is read at once, and tokens that are written after it one by one.</summary>
public sealed record LatencyWorkload
{
    /// <summary>Tokens of the prompt; at least 1. Default 256.</summary>
    public int PromptTokens { get; init; } = 256;

    /// <summary>Tokens written after the prompt; at least 2, because the first comes with the prompt. Default 32.</summary>
    public int WrittenTokens { get; init; } = 32;

    /// <summary>Checks the ranges.</summary>
    /// <param name="maximumPositions">Positions that the model knows.</param>
    /// <exception cref="UsageException">The first number out of range.</exception>
    public void Validate(int maximumPositions)
    {
        if (PromptTokens < 1)
            throw new UsageException($"latency: a prompt of {PromptTokens} tokens. Use at least 1.");
        if (WrittenTokens < 2)
            throw new UsageException($"latency: {WrittenTokens} written tokens. Use at least 2.");
        if (PromptTokens + WrittenTokens > maximumPositions)
            throw new UsageException($"latency: {PromptTokens} + {WrittenTokens} tokens, but the model has {maximumPositions} positions. Use a shorter prompt.");
    }

    /// <summary>For tables and messages.</summary>
    public override string ToString() => $"{PromptTokens} tokens read, {WrittenTokens} written";
}

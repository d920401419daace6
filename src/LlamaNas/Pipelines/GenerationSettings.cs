using LlamaNas.Measurement;

namespace LlamaNas.Pipelines;

/// <summary>A text to be written.</summary>
public sealed record GenerationSettings
{
    /// <summary>What the user says.</summary>
    public required string Prompt { get; init; }

    /// <summary>The system message; null for the template's own, if it has one.</summary>
    public string? System { get; init; }

    /// <summary>True to go on from the prompt as it is, without the chat template.</summary>
    public bool Raw { get; init; }

    /// <summary>Most tokens to write. Default 256.</summary>
    public int MaximumTokens { get; init; } = 256;

    /// <summary>0 (the default) writes the most probable token; above, tokens are drawn.</summary>
    public double Temperature { get; init; }

    /// <summary>Seed of the draws. Default 42.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Precision of the network. Default bfloat16.</summary>
    public Precision Precision { get; init; } = Precision.BFloat16;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UsageException">The first thing that does not fit.</exception>
    public void Validate()
    {
        if (MaximumTokens < 1)
            throw new UsageException($"generate: at most {MaximumTokens} tokens. Use at least 1.");
        if (!double.IsFinite(Temperature) || Temperature < 0)
            throw new UsageException(FormattableString.Invariant($"generate: temperature {Temperature}. Use 0 for the most probable token, or a number above."));
        if (Raw && System is not null)
            throw new UsageException("generate: a system message needs the chat template. Leave out --system, or --raw.");
        if (Prompt.Length == 0)
            throw new UsageException("generate: the prompt is empty. Give --prompt TEXT, or --prompt - and the text on stdin.");
    }
}

using LlamaNas.Tokens;

namespace LlamaNas.Evaluation;

/// <summary>Whether a begin-of-sequence token precedes each text.</summary>
public enum BeginOfSequencePolicy
{
    /// <summary>As the tokenizer does by default (harness 0.4.9.2 and later).</summary>
    Default,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never (harness up to 0.4.9.1, and so the scores of papers until 2025).</summary>
    Never,
}

/// <summary>Names of policies, as on the command line, and what they mean for a tokenizer.</summary>
public static class BeginOfSequencePolicies
{
    /// <summary>default, always or never.</summary>
    public static string Name(this BeginOfSequencePolicy policy) => policy.ToString().ToLowerInvariant();

    /// <summary>The policy of a name.</summary>
    /// <exception cref="UsageException">There is no such policy.</exception>
    public static BeginOfSequencePolicy Parse(string name) => name switch
    {
        "default" => BeginOfSequencePolicy.Default,
        "always" => BeginOfSequencePolicy.Always,
        "never" => BeginOfSequencePolicy.Never,
        _ => throw new UsageException($"Unknown begin-of-sequence policy '{name}'. Use default, always or never."),
    };

    /// <summary>The token that precedes every text of a tokenizer; null where none does.</summary>
    /// <exception cref="UsageException">The token is asked for, but the tokenizer has none.</exception>
    internal static int? Token(this BeginOfSequencePolicy policy, LlamaTokenizer tokenizer) => policy switch
    {
        BeginOfSequencePolicy.Always => tokenizer.BeginOfSequenceId
            ?? throw new UsageException("The tokenizer names no begin-of-sequence token, so none can precede every text. Use --bos default or never."),
        BeginOfSequencePolicy.Default when tokenizer.AddsBeginOfSequence => tokenizer.BeginOfSequenceId,
        _ => null,
    };
}

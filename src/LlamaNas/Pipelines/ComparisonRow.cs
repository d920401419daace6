using LlamaNas.Reports;

namespace LlamaNas.Pipelines;

/// <summary>A network's score on one task.</summary>
/// <param name="Metric">acc, acc_norm, or a perplexity.</param>
/// <param name="Value">The value.</param>
/// <param name="StandardError">Its standard error; NaN for perplexities.</param>
/// <param name="Outcomes">One a document.</param>
public sealed record ComparisonScore(string Metric, double Value, double StandardError, EquatableArray<float> Outcomes)
{
    /// <summary>Whether less is better.</summary>
    public bool IsPerplexity => Metric.EndsWith("perplexity", StringComparison.Ordinal);
}

/// <summary>One network of a comparison.</summary>
public sealed record ComparisonRow
{
    /// <summary>The full network's method.</summary>
    public const string Full = MethodName.Full;

    /// <summary>How methods of our own start: <c>ours:RUN</c> with the weights that were searched, <c>ours-tuned:RUN</c> with those trained on, <c>ours-base:RUN</c> with the parent's.</summary>
    public const string Ours = MethodName.Ours;

    /// <summary>Ours with the parent's weights.</summary>
    public const string OursBase = "ours-base";

    /// <summary>Ours with the searched weights, trained on like a pruned network.</summary>
    public const string OursTuned = "ours-tuned";

    /// <summary>Name of the method.</summary>
    public required string Method { get; init; }

    /// <summary>Share of the parameters that was to go, 0 to 1.</summary>
    public required double Reduction { get; init; }

    /// <summary>Parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Bytes as stored.</summary>
    public required long Bytes { get; init; }

    /// <summary>Whether the weights were trained after (or, with a super-network, before) pruning.</summary>
    public required bool Tuned { get; init; }

    /// <summary>Seconds that pruning and training took, without scoring; of ours the scoring of the whole search.</summary>
    public required double Seconds { get; init; }

    /// <summary>The architecture, where it is a sub-network of the parent.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Scores by task.</summary>
    public IReadOnlyDictionary<string, ComparisonScore> Scores { get; init; } = new Dictionary<string, ComparisonScore>();

    /// <summary>Whether this is a network that our search found.</summary>
    public bool IsOurs => MethodName.IsOurs(Method);

    /// <summary>Of a network of ours: which weights it has (the searched ones, or the parent's; the first digits of their hash). Empty for methods of the literature.</summary>
    public string Weights { get; init; } = "";

    /// <summary>What makes a row one row.</summary>
    internal RowIdentity Identity => IsOurs ? RowIdentity.Ours(Method, Tuned, Weights, Architecture) : RowIdentity.Of(Method, Reduction, Tuned);
}

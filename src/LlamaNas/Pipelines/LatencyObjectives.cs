using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Objectives that come from a latency table: to the search they are formulas, known without running a candidate.</summary>
internal static class LatencyObjectives
{
    /// <summary>Names, for help and messages.</summary>
    public const string Names = "latency_ms, prefill_ms, decode_ms, tokens_per_second";

    /// <summary>The objective of a name; null where it is none of these.</summary>
    public static Objective? Find(string name) => name switch
    {
        "latency" or "latency_ms" => new Objective("latency_ms", "ms", Direction.Minimise, ObjectiveCost.Exact),
        "prefill_ms" or "decode_ms" => new Objective(name, "ms", Direction.Minimise, ObjectiveCost.Exact),
        "tokens_per_second" => new Objective(name, "tokens/s", Direction.Maximise, ObjectiveCost.Exact),
        _ => null,
    };

    /// <summary>Whether a search needs a table: for an objective, or for a bound.</summary>
    public static bool AreIn(SearchSettings settings) =>
        settings.Objectives.Concat(settings.Constraints.Select(constraint => Constraint.Parse(constraint).Objective)).Any(name => Find(name) is not null);

    /// <summary>Value of an objective for a network.</summary>
    public static double Of(string name, LatencyTable table, LlamaConfig config, SubNetwork subNetwork) => Of(name, table, table.Estimate(config, subNetwork));

    /// <summary>Value of an objective for a latency.</summary>
    public static double Of(string name, LatencyTable table, PartLatency latency) => Find(name)?.Name switch
    {
        "latency_ms" => table.Request(latency),
        "prefill_ms" => latency.PrefillMilliseconds,
        "decode_ms" => latency.DecodeMilliseconds,
        "tokens_per_second" => 1000 / latency.DecodeMilliseconds,
        _ => throw new ArgumentException($"'{name}' is no latency objective", nameof(name)),
    };
}

using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Objectives that are formulas of the sub-network's sizes.</summary>
internal static class SizeObjectives
{
    private static readonly Dictionary<string, (string Unit, Func<LlamaConfig, SubNetwork, Precision, double> Value)> Known = new(StringComparer.Ordinal)
    {
        ["parameters"] = ("count", (config, subNetwork, _) => ParameterCount.Of(config, subNetwork)),
        ["bytes"] = ("bytes", (config, subNetwork, precision) => WeightBytes.Of(config, subNetwork, precision)),
        ["macs"] = ("count", (config, subNetwork, _) => MultiplyAccumulates.PerToken(config, subNetwork)),
        ["kv_cache_bytes"] = ("bytes", (config, subNetwork, precision) => KeyValueCacheBytes.Of(config, subNetwork, precision)),
    };

    /// <summary>Their names on the command line.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>An objective by its name; null where there is none of that name.</summary>
    public static Objective? Find(string name) =>
        Known.TryGetValue(name, out var entry) ? new Objective(name, entry.Unit, Direction.Minimise, ObjectiveCost.Exact) : null;

    /// <summary>A sub-network's value.</summary>
    public static double Value(string name, LlamaConfig config, SubNetwork subNetwork, Precision precision) => Known.TryGetValue(name, out var entry)
        ? entry.Value(config, subNetwork, precision)
        : throw new ArgumentException($"objective '{name}' is not computed exactly", nameof(name));
}

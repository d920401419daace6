using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>
/// What each part of a network costs in milliseconds, on one machine, for one model, precision and workload. A sub-network's latency is estimated as the
/// sum of its parts.
/// </summary>
public sealed record LatencyTable
{
    /// <summary>Version of the parts that this library measures. Version 1 knew no heads and no bits.</summary>
    public const int CurrentVersion = 2;

    /// <summary>Version of the parts; one below <see cref="CurrentVersion"/> gives no sums. Default the current one.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Machine that was measured.</summary>
    public required string Machine { get; init; }

    /// <summary>Hash of the model's weights.</summary>
    public required string Weights { get; init; }

    /// <summary>Precision name.</summary>
    public required string Precision { get; init; }

    /// <summary>The request.</summary>
    public required LatencyWorkload Workload { get; init; }

    /// <summary>Costs by part; see <see cref="LatencyParts"/>.</summary>
    public required IReadOnlyDictionary<string, PartLatency> Parts { get; init; }

    /// <summary>Networks that were measured whole as well, for the error of the sums.</summary>
    public EquatableArray<LatencyCheck> Checks { get; init; }

    /// <summary>The front's members, measured whole after the search.</summary>
    public EquatableArray<LatencyCheck> Front { get; init; }

    /// <summary>Parts that a space's members or the full network have and that were not measured.</summary>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="space">The space.</param>
    public EquatableArray<string> Missing(LlamaConfig config, SearchSpace space) => [.. LatencyParts.Of(config, space).Where(part => !Parts.ContainsKey(part))];

    /// <summary>The sum of a sub-network's parts.</summary>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="subNetwork">The sub-network.</param>
    /// <exception cref="LlamaNasException">A part was not measured.</exception>
    public PartLatency Estimate(LlamaConfig config, SubNetwork subNetwork)
    {
        var (prefill, decode) = (0.0, 0.0);
        foreach (var (part, count) in LatencyParts.Of(config, subNetwork))
        {
            var cost = Parts.TryGetValue(part, out var known) ? known : throw new LlamaNasException(
                $"latency: the table has no '{part}' (it knows {string.Join(", ", Parts.Keys.Order(StringComparer.Ordinal))}). Remove the table's file to measure anew, or use the search space that it was made for.");
            prefill += count * cost.PrefillMilliseconds;
            decode += count * cost.DecodeMilliseconds;
        }

        return new PartLatency(Math.Max(prefill, 0), Math.Max(decode, 0));
    }

    /// <summary>Milliseconds of the whole request.</summary>
    public double Request(PartLatency latency)
    {
        ArgumentNullException.ThrowIfNull(latency);
        return latency.PrefillMilliseconds + ((Workload.WrittenTokens - 1) * latency.DecodeMilliseconds);
    }
}

/// <summary>Cost of a part, or of a network.</summary>
/// <param name="PrefillMilliseconds">Per prompt.</param>
/// <param name="DecodeMilliseconds">Per further token.</param>
public sealed record PartLatency(double PrefillMilliseconds, double DecodeMilliseconds);

/// <summary>A network's estimate beside its measurement.</summary>
/// <param name="Architecture">The network, in its JSON text form.</param>
/// <param name="Estimate">The sum of its parts.</param>
/// <param name="Measured">The whole network.</param>
public sealed record LatencyCheck(string Architecture, PartLatency Estimate, NetworkLatency Measured)
{
    /// <summary>How far the estimated prefill is from the measured one, as a fraction of that.</summary>
    public double PrefillError => Math.Abs(Estimate.PrefillMilliseconds - Measured.Prefill.Median) / Measured.Prefill.Median;

    /// <summary>How far the estimated decoding is from the measured one, as a fraction of that.</summary>
    public double DecodeError => Math.Abs(Estimate.DecodeMilliseconds - Measured.Decode.Median) / Measured.Decode.Median;
}

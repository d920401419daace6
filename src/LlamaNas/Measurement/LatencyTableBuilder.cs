using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>
/// Measures a table in place: whole networks whose layers are all alike, so that weights come from where they lie in a real network (a layer that is timed
/// alone, again and again, lies in the processor's cache). The cost of a part is a difference of two such networks, divided by their layers.
/// </summary>
public static class LatencyTableBuilder
{
    private const int Checks = 8;

    /// <summary>Measures.</summary>
    /// <param name="timer">Runs networks.</param>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="space">Gives the widths, and networks to check the sums on.</param>
    /// <param name="key">Machine, weights, precision and workload of the table; its parts are replaced.</param>
    /// <param name="rounds">Rounds of the probe.</param>
    /// <param name="progress">Told the share, 0 to 1, that is done; may be null.</param>
    /// <param name="cancellationToken">Stops between runs; nothing is kept then.</param>
    public static LatencyTable Measure(
        INetworkTimer timer, LlamaConfig config, SearchSpace space, LatencyTable key, int rounds = LatencyProbe.DefaultRounds,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        int[] widths = [.. space.FeedForwardWidths.SelectMany(options => options).Concat(config.FeedForwardWidths).Distinct().Order()];
        var narrow = Uniform(config, 1, config.LayerCount);
        var shallow = Uniform(config, 1, (config.LayerCount + 1) / 2);
        SubNetwork[] uniform = [.. widths.Select(width => Uniform(config, width, config.LayerCount))];
        SubNetwork[] checks = Examples(space);
        var latencies = LatencyProbe.Measure(timer, [narrow, shallow, .. uniform, .. checks], rounds, progress, cancellationToken);

        var parts = Parts(narrow, latencies[0], shallow, latencies[1], [.. uniform.Zip(latencies.Skip(2))]);
        var table = key with { Parts = parts };
        return table with { Checks = [.. checks.Zip(latencies.Skip(2 + uniform.Length), (network, measured) => Check(table, network, measured))] };
    }

    /// <summary>A network's estimate beside its measurement.</summary>
    public static LatencyCheck Check(LatencyTable table, SubNetwork network, NetworkLatency measured) => new(network.ToString(), table.Estimate(network), measured);

    private static Dictionary<string, PartLatency> Parts(
        SubNetwork narrow, NetworkLatency ofNarrow, SubNetwork shallow, NetworkLatency ofShallow, (SubNetwork Network, NetworkLatency Latency)[] uniform)
    {
        var layers = narrow.Layers.Count - shallow.Layers.Count;
        var (whole, half) = (Medians(ofNarrow), Medians(ofShallow));

        // A feed-forward block of one channel costs next to nothing, so that the two narrow networks differ by attention alone. A network of one layer has no half.
        var attention = layers == 0 ? new PartLatency(0, 0) : Combine(whole, half, (more, less) => Math.Max(more - less, 0) / layers);
        var rest = Combine(whole, attention, (all, one) => Math.Max(all - (narrow.Layers.Count * one), 0));
        var parts = new Dictionary<string, PartLatency> { [LatencyParts.Base] = rest, [LatencyParts.AllHeads] = attention };
        foreach (var (network, latency) in uniform)
        {
            var count = network.Layers.Count;
            var others = Combine(rest, attention, (once, each) => once + (count * each));
            parts[LatencyParts.FeedForward(network.FeedForwardWidths[0])] = Combine(Medians(latency), others, (all, without) => Math.Max(all - without, 0) / count);
        }

        return parts;
    }

    private static PartLatency Medians(NetworkLatency latency) => new(latency.Prefill.Median, latency.Decode.Median);

    private static PartLatency Combine(PartLatency left, PartLatency right, Func<double, double, double> combine) =>
        new(combine(left.PrefillMilliseconds, right.PrefillMilliseconds), combine(left.DecodeMilliseconds, right.DecodeMilliseconds));

    // All layers that are wide enough, up to a number, each with the width.
    private static SubNetwork Uniform(LlamaConfig config, int width, int layers)
    {
        var wide = Enumerable.Range(0, config.LayerCount).Where(layer => config.FeedForwardWidths[layer] >= width).Take(layers).ToArray();
        return new SubNetwork { Layers = [.. wide], FeedForwardWidths = [.. wide.Select(_ => width)] };
    }

    private static SubNetwork[] Examples(SearchSpace space)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Checks - 2).Select(_ => space.Sample(random)).Prepend(space.Smallest).Prepend(space.Largest).Distinct()];
    }
}

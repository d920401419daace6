using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>
/// Measures a table in place: whole networks whose layers are all alike, so that weights come from where they lie in a real network (a layer that is timed
/// alone, again and again, lies in the processor's cache). One network a block shape: attention without feed-forward blocks, and feed-forward blocks beside
/// full attention of the same bits. So the networks are a sum of options, not a product, and the cost of a block is what its network costs beyond the other parts.
/// </summary>
public static class LatencyTableBuilder
{
    private const int Checks = 8;

    /// <summary>Measures.</summary>
    /// <param name="timer">Runs networks.</param>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="space">Gives the shapes of blocks, and networks to check the sums on.</param>
    /// <param name="key">Machine, weights, precision and workload of the table; parts that it has already keep their numbers.</param>
    /// <param name="rounds">Rounds of the probe.</param>
    /// <param name="progress">Told the share, 0 to 1, that is done; may be null.</param>
    /// <param name="cancellationToken">Stops between runs; nothing is kept then.</param>
    public static LatencyTable Measure(
        INetworkTimer timer, LlamaConfig config, SearchSpace space, LatencyTable key, int rounds = LatencyProbe.DefaultRounds,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var blocks = BlockShape.Of(config, space);
        SubNetwork[] uniform = [.. blocks.Select(block => Uniform(config, block, config.LayerCount))];

        // Fewest heads of the model, so that every layer that has attention is in it.
        var reference = new BlockShape(BlockKind.Attention, config.KeyValueHeadsByLayer.Where(heads => heads > 0).Min(), SubNetwork.FullBits);
        var deep = blocks.Index().First(block => block.Item == reference).Index;
        var shallow = Uniform(config, reference, (uniform[deep].Layers.Count + 1) / 2);
        SubNetwork[] checks = Examples(space);
        var latencies = LatencyProbe.Measure(timer, [shallow, .. uniform, .. checks], rounds, progress, cancellationToken);

        var parts = new Dictionary<string, PartLatency>
        {
            [LatencyParts.Base] = Base(shallow, Medians(latencies[0]), uniform[deep], Medians(latencies[1 + deep])),
        };
        foreach (var (index, block) in blocks.Index())
            parts[block.Part] = Cost(block.Part, Medians(latencies[1 + index]), [.. LatencyParts.Of(config, uniform[index])], parts);
        foreach (var (part, known) in key.Parts)
            parts[part] = known;

        var table = key with { Parts = parts };
        return table with { Checks = [.. checks.Zip(latencies.Skip(1 + uniform.Length), (network, measured) => Check(config, table, network, measured))] };
    }

    /// <summary>A network's estimate beside its measurement.</summary>
    public static LatencyCheck Check(LlamaConfig config, LatencyTable table, SubNetwork network, NetworkLatency measured) =>
        new(network.ToString(), table.Estimate(config, network), measured);

    // What is left without layers. A network of one layer has no half: there, this is all of it, and attention counts nothing.
    private static PartLatency Base(SubNetwork shallow, PartLatency half, SubNetwork deep, PartLatency whole)
    {
        var layers = deep.Layers.Count - shallow.Layers.Count;
        return layers == 0 ? whole : Combine(whole, half, (all, less) => Math.Max(all - (deep.Layers.Count * Math.Max(all - less, 0) / layers), 0));
    }

    private static PartLatency Cost(string own, PartLatency whole, (string Part, int Count)[] network, Dictionary<string, PartLatency> known)
    {
        var rest = network.Where(part => part.Part != own).Aggregate(whole, (left, part) => Combine(left, known[part.Part], (all, one) => all - (part.Count * one)));
        var count = network.First(part => part.Part == own).Count;
        return new PartLatency(Math.Max(rest.PrefillMilliseconds, 0) / count, Math.Max(rest.DecodeMilliseconds, 0) / count);
    }

    private static PartLatency Medians(NetworkLatency latency) => new(latency.Prefill.Median, latency.Decode.Median);

    private static PartLatency Combine(PartLatency left, PartLatency right, Func<double, double, double> combine) =>
        new(combine(left.PrefillMilliseconds, right.PrefillMilliseconds), combine(left.DecodeMilliseconds, right.DecodeMilliseconds));

    // All layers that have the block in this size, up to a number.
    private static SubNetwork Uniform(LlamaConfig config, BlockShape block, int most)
    {
        var isAttention = block.Kind == BlockKind.Attention;
        int[] layers = [.. Enumerable.Range(0, config.LayerCount)
            .Where(layer => (isAttention ? config.KeyValueHeadsOf(layer) : config.FeedForwardWidths[layer]) >= block.Size)
            .Take(most)];
        return new SubNetwork
        {
            Layers = [.. layers],
            FeedForwardWidths = [.. layers.Select(_ => isAttention ? 0 : block.Size)],
            KeyValueHeads = [.. layers.Select(layer => isAttention ? block.Size : config.KeyValueHeadsOf(layer))],
            SkipAttention = [.. layers.Select(layer => !isAttention && config.KeyValueHeadsOf(layer) == 0)],
            SkipFeedForward = [.. layers.Select(_ => isAttention)],
            Bits = [.. layers.Select(_ => block.Bits)],
        }.Canonical(config);
    }

    private static SubNetwork[] Examples(SearchSpace space)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Checks - 2).Select(_ => space.Sample(random)).Prepend(space.Smallest).Prepend(space.Largest).Distinct()];
    }
}

using LlamaNas.Checkpoints;

namespace LlamaNas.Baselines;

/// <summary>The same share of channels and heads from each of some layers.</summary>
internal static class UniformPlan
{
    /// <summary>Narrows feed-forward blocks only.</summary>
    /// <param name="config">The whole network.</param>
    /// <param name="layers">Layers that get narrower.</param>
    /// <param name="target">Parameters that may be left.</param>
    /// <returns>The widest plan with at most so many parameters; where there is none, the narrowest: one channel a layer.</returns>
    public static NetworkPlan Channels(LlamaConfig config, IReadOnlyList<int> layers, long target) =>
        Fit(config, layers, config.KeyValueHeadCount, target) ?? Narrowed(config, layers, config.KeyValueHeadCount, share: 0);

    /// <summary>Takes as nearly as possible the same share of heads and of channels; at the narrowest one of each stays.</summary>
    /// <inheritdoc cref="Channels"/>
    public static NetworkPlan ChannelsAndHeads(LlamaConfig config, IReadOnlyList<int> layers, long target) =>
        Enumerable.Range(1, config.KeyValueHeadCount).Reverse()
            .Select(heads => (Heads: heads, Plan: Fit(config, layers, heads, target))).Where(fit => fit.Plan is not null)
            .DefaultIfEmpty((Heads: 1, Plan: Narrowed(config, layers, heads: 1, share: 0)))
            .MinBy(fit => Math.Abs(((double)fit.Heads / config.KeyValueHeadCount) - Share(config, layers, fit.Plan!))).Plan!;

    private static double Share(LlamaConfig config, IReadOnlyList<int> layers, NetworkPlan plan) =>
        layers.Average(layer => (double)plan.Layers[layer].FeedForwardWidth / config.FeedForwardWidths[layer]);

    // The widest plan with this many heads; null where there is none.
    private static NetworkPlan? Fit(LlamaConfig config, IReadOnlyList<int> layers, int heads, long target)
    {
        NetworkPlan Plan(double share) => Narrowed(config, layers, heads, share);

        var (narrow, wide) = (0, 1 << 16);
        if (Plan(0).Parameters(config) > target)
            return null;
        while (wide - narrow > 1)
        {
            var middle = (narrow + wide) / 2;
            if (Plan(middle / (double)(1 << 16)).Parameters(config) <= target)
                narrow = middle;
            else
                wide = middle;
        }

        return Plan((Plan(1).Parameters(config) <= target ? wide : narrow) / (double)(1 << 16));
    }

    private static NetworkPlan Narrowed(LlamaConfig config, IReadOnlyList<int> layers, int heads, double share) => layers.Aggregate(
        NetworkPlan.Full(config), (plan, layer) => plan.With(layer, new LayerPlan(heads, Math.Max(1, (int)(share * config.FeedForwardWidths[layer])))));
}

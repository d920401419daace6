using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Spaces;

namespace LlamaNas.Baselines;

/// <summary>What stays of one decoder layer; 0 where a block is gone.</summary>
/// <param name="KeyValueHeads">Key/value heads with their query heads.</param>
/// <param name="FeedForwardWidth">Feed-forward channels.</param>
internal readonly record struct LayerPlan(int KeyValueHeads, int FeedForwardWidth);

/// <summary>What stays of every layer of a network: the form in which methods take blocks away one by one.</summary>
/// <param name="Layers">One a layer of the whole network.</param>
internal sealed record NetworkPlan(EquatableArray<LayerPlan> Layers)
{
    /// <summary>Everything stays.</summary>
    public static NetworkPlan Full(LlamaConfig config) => new([.. config.FeedForwardWidths.Select(width => new LayerPlan(config.KeyValueHeadCount, width))]);

    /// <summary>The plan with one layer changed.</summary>
    public NetworkPlan With(int layer, LayerPlan changed) => new([.. Layers.Select((own, index) => index == layer ? changed : own)]);

    /// <summary>Exact parameters.</summary>
    public long Parameters(LlamaConfig config) => ParameterCount.Of(config, ToSubNetwork(config));

    /// <summary>The same as a sub-network.</summary>
    public SubNetwork ToSubNetwork(LlamaConfig config)
    {
        var kept = Layers.Index().Where(pair => pair.Item != default).ToArray();
        return new SubNetwork
        {
            Layers = [.. kept.Select(pair => pair.Index)],
            FeedForwardWidths = [.. kept.Select(pair => pair.Item.FeedForwardWidth)],
            KeyValueHeads = [.. kept.Select(pair => pair.Item.KeyValueHeads)],
            SkipAttention = [.. kept.Select(pair => pair.Item.KeyValueHeads == 0)],
            SkipFeedForward = [.. kept.Select(pair => pair.Item.FeedForwardWidth == 0)],
        }.Canonical(config);
    }
}

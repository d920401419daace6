using LlamaNas.Checkpoints;
using LlamaNas.Search;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Pipelines;

/// <summary>How much of a layer a front keeps, beside all candidates that the search evaluated.</summary>
/// <param name="Layer">0-based layer.</param>
/// <param name="FeedForward">Mean share of the feed-forward channels that the front keeps, 0 to 1; a missing layer keeps none.</param>
/// <param name="Attention">Mean share of the heads.</param>
/// <param name="FeedForwardOfAll">The same over all candidates.</param>
/// <param name="AttentionOfAll">The same over all candidates.</param>
/// <param name="PValue">Probability of a feed-forward share at least as unlike among as many random candidates (permutation test).</param>
internal sealed record LayerUse(int Layer, double FeedForward, double Attention, double FeedForwardOfAll, double AttentionOfAll, double PValue)
{
    /// <summary>Every layer of a search.</summary>
    public static EquatableArray<LayerUse> Of(LlamaConfig config, IReadOnlyList<Candidate> candidates, IReadOnlyList<Candidate> front)
    {
        int[] chosen = [.. front.Select(member => candidates.ToList().IndexOf(member))];
        return [.. Enumerable.Range(0, config.LayerCount).Select(layer =>
        {
            double[] width = [.. candidates.Select(candidate => Share(candidate.SubNetwork, layer, config).FeedForward)];
            double[] heads = [.. candidates.Select(candidate => Share(candidate.SubNetwork, layer, config).Attention)];
            return new LayerUse(
                layer, chosen.Average(index => width[index]), chosen.Average(index => heads[index]), width.Average(), heads.Average(), PermutationTest.SubsetMean(width, chosen));
        })];
    }

    /// <summary>Share of a layer that a network keeps.</summary>
    public static (double FeedForward, double Attention) Share(SubNetwork network, int layer, LlamaConfig config)
    {
        var ordinal = network.Layers.ToList().IndexOf(layer);
        if (ordinal < 0)
            return (0, 0);
        var shape = network.Shape(ordinal);
        return ((double)shape.FeedForwardWidth / config.FeedForwardWidths[layer], Math.Min(1.0, (double)shape.KeyValueHeads / config.KeyValueHeadCount));
    }
}

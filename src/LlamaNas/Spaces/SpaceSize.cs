using System.Numerics;

namespace LlamaNas.Spaces;

/// <summary>Counts the distinct networks of a space.</summary>
internal static class SpaceSize
{
    public static BigInteger Of(SearchSpace space) => space.Layers switch
    {
        LayerCounts choice => choice.Counts.Aggregate(BigInteger.Zero, (sum, count) => sum + Product(space, choice.Kept(count, space.LayerCount))),
        FreeLayers choice => Subsets(space, choice),
        _ => throw new NotSupportedException($"{space.Layers.GetType().Name} has no size."),
    };

    private static BigInteger Product(SearchSpace space, IEnumerable<int> layers) =>
        layers.Aggregate(BigInteger.One, (product, layer) => product * Shapes(space, layer));

    /// <summary>Distinct shapes of a layer that is there.</summary>
    private static BigInteger Shapes(SearchSpace space, int layer)
    {
        var widths = space.FeedForwardWidths[layer].Count;
        var heads = space.KeyValueHeads.Count == 0 ? 1 : space.KeyValueHeads[layer].Count;
        var blocks = (widths * heads) + (space.SkippableAttention.Contains(layer) ? widths : 0) + (space.SkippableFeedForward.Contains(layer) ? heads : 0);
        return blocks * Math.Max(1, space.Bits.Count);
    }

    /// <summary>Sum over all allowed subsets of layers: byKept[n] counts the networks of n layers, layer after layer.</summary>
    private static BigInteger Subsets(SearchSpace space, FreeLayers choice)
    {
        var byKept = new BigInteger[space.LayerCount + 1];
        byKept[0] = BigInteger.One;
        for (var layer = 0; layer < space.LayerCount; layer++)
        {
            var droppable = choice.Droppable.Contains(layer);
            for (var kept = layer + 1; kept >= 0; kept--)
                byKept[kept] = (droppable ? byKept[kept] : 0) + (kept > 0 ? byKept[kept - 1] * Shapes(space, layer) : 0);
        }

        return byKept.Skip(choice.MinimumKept).Aggregate(BigInteger.Zero, BigInteger.Add);
    }
}

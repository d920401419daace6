namespace LlamaNas.Baselines;

/// <summary>How much each feed-forward channel and each key/value head (with its query heads) of every layer matters to a method.</summary>
/// <param name="Channels">Per layer, one number a channel.</param>
/// <param name="Heads">Per layer, one number a key/value head.</param>
internal sealed record StructuredScores(IReadOnlyList<double[]> Channels, IReadOnlyList<double[]> Heads)
{
    /// <summary>Channels of a layer, the most important first; of equals the earlier.</summary>
    public int[] ChannelOrder(int layer) => Descending(Channels[layer]);

    /// <summary>Key/value heads of a layer, the most important first; of equals the earlier.</summary>
    public int[] HeadOrder(int layer) => Descending(Heads[layer]);

    private static int[] Descending(double[] scores) => [.. scores.Index().OrderByDescending(pair => pair.Item).Select(pair => pair.Index)];
}

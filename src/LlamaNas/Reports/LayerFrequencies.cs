namespace LlamaNas.Reports;

/// <summary>Which layers the networks of a front keep, and how wide.</summary>
/// <param name="Kept">Share of the networks, 0 to 1, that keep each layer.</param>
/// <param name="Widths">Mean feed-forward width of each layer, as a share of the full one, over the networks that keep it; NaN where none does.</param>
internal sealed record LayerFrequencies(EquatableArray<double> Kept, EquatableArray<double> Widths)
{
    /// <summary>Counts a front's networks.</summary>
    /// <param name="front">The networks; with none, nothing is kept.</param>
    /// <param name="fullWidths">Feed-forward width of every layer of the full network.</param>
    public static LayerFrequencies Of(IEnumerable<EvaluatedNetwork> front, EquatableArray<int> fullWidths)
    {
        var networks = front.Select(network => network.SubNetwork).ToArray();
        var widths = fullWidths.Select((full, layer) => networks
            .SelectMany(network => network.Layers.Zip(network.FeedForwardWidths)).Where(pair => pair.First == layer)
            .Select(pair => (double)pair.Second / full).ToArray()).ToArray();
        return new LayerFrequencies(
            [.. widths.Select(shares => (double)shares.Length / Math.Max(1, networks.Length))],
            [.. widths.Select(shares => shares.Length == 0 ? double.NaN : shares.Average())]);
    }
}

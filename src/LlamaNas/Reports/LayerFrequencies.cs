namespace LlamaNas.Reports;

/// <summary>Which layers the networks of a front keep, and how wide.</summary>
/// <param name="Kept">Share of the networks, 0 to 1, that keep each layer.</param>
/// <param name="Widths">Mean feed-forward width of each layer, as a share of the full one, over the networks that keep it; NaN where none does.</param>
/// <param name="Attention">Share of the networks, 0 to 1, that keep each layer with its attention.</param>
internal sealed record LayerFrequencies(EquatableArray<double> Kept, EquatableArray<double> Widths, EquatableArray<double> Attention)
{
    /// <summary>Counts a front's networks.</summary>
    /// <param name="front">The networks; with none, nothing is kept.</param>
    /// <param name="fullWidths">Feed-forward width of every layer of the full network.</param>
    public static LayerFrequencies Of(IEnumerable<EvaluatedNetwork> front, EquatableArray<int> fullWidths)
    {
        var networks = front.Select(network => network.SubNetwork).ToArray();
        var shapes = networks.SelectMany(network => Enumerable.Range(0, network.Layers.Count).Select(network.Shape)).ToLookup(shape => shape.Layer);
        double Share(int count) => (double)count / Math.Max(1, networks.Length);

        return new LayerFrequencies(
            [.. fullWidths.Select((_, layer) => Share(shapes[layer].Count()))],
            [.. fullWidths.Select((full, layer) => full == 0 ? double.NaN : shapes[layer].Select(shape => (double)shape.FeedForwardWidth / full).DefaultIfEmpty(double.NaN).Average())],
            [.. fullWidths.Select((_, layer) => Share(shapes[layer].Count(shape => shape.KeyValueHeads != 0)))]);
    }
}

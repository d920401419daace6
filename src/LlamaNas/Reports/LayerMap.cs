using System.Globalization;
using System.Text;
using LlamaNas.Spaces;

namespace LlamaNas.Reports;

/// <summary>Draws an architecture layer by layer: a bar per kept layer, as high as its feed-forward block is wide; a hollow foot where a layer is gone.</summary>
internal static class LayerMap
{
    private const int Pitch = 7;
    private const int BarWidth = 5;
    private const int BarHeight = 26;
    private const int LabelHeight = 12;

    /// <summary>The SVG element.</summary>
    /// <param name="subNetwork">The network.</param>
    /// <param name="fullWidths">Feed-forward width of every layer of the full network.</param>
    public static string Draw(SubNetwork subNetwork, EquatableArray<int> fullWidths)
    {
        var kept = subNetwork.Layers.Zip(subNetwork.FeedForwardWidths).ToDictionary(pair => pair.First, pair => pair.Second);
        var svg = new StringBuilder();
        var (width, height) = ((Pitch * fullWidths.Count) + 2, BarHeight + LabelHeight + 2);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"layers\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{Describe(subNetwork, fullWidths)}\">");
        for (var layer = 0; layer < fullWidths.Count; layer++)
        {
            var x = 1 + (Pitch * layer);
            var share = kept.TryGetValue(layer, out var own) ? (double)own / fullWidths[layer] : 0;
            var bar = Math.Max(3, BarHeight * share);
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"outline\" x=\"{x}\" y=\"1\" width=\"{BarWidth}\" height=\"{BarHeight}\"><title>layer {layer}: {(share > 0 ? $"{own} of {fullWidths[layer]} channels" : "removed")}</title></rect>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{(share == 0 ? "gone" : share < 1 ? "narrow" : "whole")}\" x=\"{x}\" y=\"{1 + BarHeight - bar:F1}\" width=\"{BarWidth}\" height=\"{bar:F1}\" pointer-events=\"none\"/>");
            if (layer % 5 == 0)
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (BarWidth / 2)}\" y=\"{BarHeight + LabelHeight}\" text-anchor=\"middle\">{layer}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Describe(SubNetwork subNetwork, EquatableArray<int> fullWidths) => string.Create(
        CultureInfo.InvariantCulture, $"{subNetwork.Layers.Count} of {fullWidths.Count} layers, mean feed-forward width {subNetwork.FeedForwardWidths.Average():F0}");
}

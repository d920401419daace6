using System.Globalization;
using System.Text;
using LlamaNas.Spaces;

namespace LlamaNas.Reports;

/// <summary>
/// Draws an architecture layer by layer: a strip for its attention, and under it a bar as high as its feed-forward block is wide; only hollow forms where a layer is gone.
/// </summary>
internal static class LayerMap
{
    private const int Pitch = 7;
    private const int Width = 5;
    private const int StripHeight = 4;
    private const int BarTop = 7;
    private const int BarHeight = 24;
    private const int LabelHeight = 12;

    /// <summary>The SVG element.</summary>
    /// <param name="subNetwork">The network.</param>
    /// <param name="fullWidths">Feed-forward width of every layer of the full network.</param>
    /// <param name="fullHeads">Key/value heads of every layer of the full network.</param>
    public static string Draw(SubNetwork subNetwork, EquatableArray<int> fullWidths, EquatableArray<int> fullHeads)
    {
        var kept = Enumerable.Range(0, subNetwork.Layers.Count).Select(subNetwork.Shape).ToDictionary(shape => shape.Layer);
        var svg = new StringBuilder();
        var (width, height) = ((Pitch * fullWidths.Count) + 2, BarTop + BarHeight + LabelHeight + 2);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"layers\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{Describe(subNetwork, fullWidths)}\">");
        for (var layer = 0; layer < fullWidths.Count; layer++)
        {
            var x = 1 + (Pitch * layer);
            LayerShape? shape = kept.TryGetValue(layer, out var found) ? found : null;
            var share = shape is null || fullWidths[layer] == 0 ? 0 : (double)shape.Value.FeedForwardWidth / fullWidths[layer];
            var bar = Math.Max(2, BarHeight * share);
            svg.Append(CultureInfo.InvariantCulture, $"<g><title>layer {layer}: {Title(shape, fullWidths[layer], fullHeads[layer])}</title><rect class=\"outline\" x=\"{x}\" y=\"{BarTop}\" width=\"{Width}\" height=\"{BarHeight}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{Class(Attention(shape, fullHeads[layer]))}\" x=\"{x}\" y=\"1\" width=\"{Width}\" height=\"{StripHeight}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{Class(share)}\" x=\"{x}\" y=\"{BarTop + BarHeight - bar:F1}\" width=\"{Width}\" height=\"{bar:F1}\"/></g>");
            if (layer % 5 == 0)
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (Width / 2)}\" y=\"{BarTop + BarHeight + LabelHeight - 2}\" text-anchor=\"middle\">{layer}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static double Attention(LayerShape? shape, int fullHeads) => shape is not { KeyValueHeads: > 0 and var heads } || fullHeads == 0 ? 0 : Math.Min(1, (double)heads / fullHeads);

    private static string Class(double share) => share switch { 0 => "gone", < 1 => "narrow", _ => "whole" };

    private static string Title(LayerShape? shape, int fullWidth, int fullHeads) => shape is not { } kept ? "removed"
        : string.Create(CultureInfo.InvariantCulture, $"{kept.FeedForwardWidth} of {fullWidth} channels")
            + kept.KeyValueHeads switch { 0 => ", no attention", var heads when heads >= fullHeads => "", var heads => $", {heads} of {fullHeads} key/value heads" }
            + (kept.Bits == SubNetwork.FullBits ? "" : $", {kept.Bits} bits");

    private static string Describe(SubNetwork subNetwork, EquatableArray<int> fullWidths) => string.Create(
        CultureInfo.InvariantCulture, $"{subNetwork.Layers.Count} of {fullWidths.Count} layers, mean feed-forward width {subNetwork.FeedForwardWidths.Average():F0}");
}

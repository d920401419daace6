using System.Globalization;
using System.Text;

namespace LlamaNas.Reports;

/// <summary>A table of layers whose cells are the fuller of colour the larger their share; the share itself stands in each cell.</summary>
internal static class LayerHeatMap
{
    /// <summary>The table element, a row a search.</summary>
    /// <param name="caption">What the shares are.</param>
    /// <param name="sections">The searches; each has front members.</param>
    /// <param name="shares">A share, 0 to 1, for each layer; NaN for an empty cell.</param>
    public static string Draw(string caption, IReadOnlyList<ReportSection> sections, Func<LayerFrequencies, EquatableArray<double>> shares)
    {
        var (html, scale) = (new StringBuilder(), HeatScale.Of(ReportResource.Style));
        var layers = sections.Max(section => section.FullWidths.Count);
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{SvgChart.Escape(caption)}\"><table class=\"heat\"><caption>{SvgChart.Escape(caption)}</caption><thead><tr><th scope=\"col\">layer");
        for (var layer = 0; layer < layers; layer++)
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{layer}");
        html.Append("</tr></thead><tbody>");
        foreach (var section in sections)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{SvgChart.Escape(section.Name)}");
            foreach (var share in shares(LayerFrequencies.Of(section.Front, section.FullWidths)))
                html.Append(Cell(scale, share));
            html.AppendLine("</tr>");
        }

        return html.Append("</tbody></table></div>").ToString();
    }

    private static string Cell(HeatScale scale, double share) => double.IsFinite(share)
        ? string.Create(CultureInfo.InvariantCulture, $"<td style=\"{scale.Style(share)}\">{100 * share:F0}")
        : "<td>";
}

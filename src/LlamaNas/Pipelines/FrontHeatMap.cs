using System.Globalization;
using System.Text;
using LlamaNas.Reports;

namespace LlamaNas.Pipelines;

/// <summary>Draws how much of each layer every task's front keeps: a row a task, a cell a layer, the darker the more.</summary>
internal static class FrontHeatMap
{
    private const int Cell = 18;
    private const int LeastLeft = 130;
    private const double LetterWidth = 6.6;
    private const int Top = 22;

    /// <summary>The SVG document.</summary>
    public static string Draw(FrontAnalysis analysis)
    {
        var left = Math.Max(LeastLeft, 16 + (int)Math.Ceiling(LetterWidth * analysis.Tasks.Select(task => task.Name.Length).DefaultIfEmpty().Max()));
        var (width, height) = (left + (Cell * analysis.Config.LayerCount) + 10, Top + (Cell * analysis.Tasks.Count) + 10);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"Share of each layer's feed-forward channels that the fronts keep\" font-family=\"sans-serif\" font-size=\"11\">\n");
        svg.Append("<style>text { fill: #333 } @media (prefers-color-scheme: dark) { text { fill: #ddd } }</style>\n");
        for (var layer = 0; layer < analysis.Config.LayerCount; layer += 5)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + (Cell * layer) + (Cell / 2)}\" y=\"14\" text-anchor=\"middle\">{layer}</text>\n");
        foreach (var (row, task) in analysis.Tasks.Index())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left - 8}\" y=\"{Top + (Cell * row) + 13}\" text-anchor=\"end\">{SvgChart.Escape(task.Name)}</text>\n");
            foreach (var layer in task.Layers)
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{left + (Cell * layer.Layer)}\" y=\"{Top + (Cell * row)}\" width=\"{Cell - 1}\" height=\"{Cell - 1}\" fill=\"#2266aa\" fill-opacity=\"{0.06 + (0.94 * layer.FeedForward):F2}\"><title>{SvgChart.Escape(task.Name)}, layer {layer.Layer}: {100 * layer.FeedForward:F0} % of the channels, all candidates {100 * layer.FeedForwardOfAll:F0} %, p = {layer.PValue:F3}</title></rect>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }
}

using System.Globalization;
using System.Net;
using System.Text;

namespace LlamaNas.Reports;

/// <summary>Draws a chart as SVG text. Colours are classes of chart.css, so that one drawing suits light and dark pages.</summary>
internal static class SvgChart
{
    private const int Left = 66;
    private const int Right = 18;
    private const int Top = 44;
    private const int Bottom = 46;
    private const int LegendRow = 16;

    /// <summary>The SVG element.</summary>
    /// <param name="chart">What to draw.</param>
    /// <param name="width">Width in pixels of the view box.</param>
    /// <param name="height">Height in pixels of the view box.</param>
    /// <param name="style">CSS inside the drawing, for a file of its own; empty inside a page that has it.</param>
    public static string Draw(ChartModel chart, int width = 760, int height = 420, string style = "")
    {
        var points = chart.Series.SelectMany(series => series.Points).ToArray();
        var horizontal = Axis.Around(points.Select(point => point.X));
        var vertical = Axis.Around(points.SelectMany(point => new[] { point.Y, point.Lower ?? point.Y, point.Upper ?? point.Y }));
        var legend = Legend(chart, width);
        var top = Top + (LegendRow * legend.Select(item => item.Row).DefaultIfEmpty().Max());
        var plot = new Plot(horizontal, vertical, Left, top, width - Left - Right, height - top - Bottom);

        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" class=\"chart\" role=\"img\" aria-label=\"{Escape(chart.Title)}\">");
        if (style.Length > 0)
            svg.AppendLine(CultureInfo.InvariantCulture, $"<style>{style}</style><rect class=\"page\" width=\"{width}\" height=\"{height}\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"{Left}\" y=\"18\">{Escape(chart.Title)}</text>");
        Grid(svg, plot, chart);
        foreach (var series in chart.Series)
            svg.AppendLine(Series(series, plot));
        foreach (var (series, x, row) in legend)
            Key(svg, series, x, 18 + (LegendRow * (row + 1)));
        return svg.Append("</svg>").ToString();
    }

    /// <summary>Text that is safe inside SVG and HTML.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static void Grid(StringBuilder svg, Plot plot, ChartModel chart)
    {
        foreach (var tick in plot.Horizontal.Ticks)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{plot.X(tick):F1}\" x2=\"{plot.X(tick):F1}\" y1=\"{plot.Top}\" y2=\"{plot.Top + plot.Height}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{plot.X(tick):F1}\" y=\"{plot.Top + plot.Height + 16}\" text-anchor=\"middle\">{plot.Horizontal.Label(tick)}</text>");
        }

        foreach (var tick in plot.Vertical.Ticks)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{plot.Left}\" x2=\"{plot.Left + plot.Width}\" y1=\"{plot.Y(tick):F1}\" y2=\"{plot.Y(tick):F1}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{plot.Left - 8}\" y=\"{plot.Y(tick) + 4:F1}\" text-anchor=\"end\">{plot.Vertical.Label(tick)}</text>");
        }

        var (middleX, middleY) = (plot.Left + (plot.Width / 2), plot.Top + (plot.Height / 2));
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{middleX}\" y=\"{plot.Top + plot.Height + 38}\" text-anchor=\"middle\">{Escape(chart.XLabel)}</text>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"label\" transform=\"translate(14 {middleY}) rotate(-90)\" text-anchor=\"middle\">{Escape(chart.YLabel)}</text>");
    }

    private static string Series(ChartSeries series, Plot plot)
    {
        var svg = new StringBuilder();
        var style = Class(series.Style);
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"{style}\">");
        if (series.Style is SeriesStyle.Line or SeriesStyle.Level or SeriesStyle.Front && series.Points.Count > 1)
        {
            var line = string.Join(' ', series.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{plot.X(point.X):F1},{plot.Y(point.Y):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{line}\"/>");
        }

        foreach (var point in series.Points.Where(point => double.IsFinite(point.Y)))
        {
            var (x, y) = (plot.X(point.X), plot.Y(point.Y));
            if (point is { Lower: { } lower, Upper: { } upper })
                svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:F1}\" x2=\"{x:F1}\" y1=\"{plot.Y(lower):F1}\" y2=\"{plot.Y(upper):F1}\"/>");
            svg.Append(Mark(series.Style, x, y, point.Text));
        }

        return svg.Append("</g>").ToString();
    }

    private static string Mark(SeriesStyle style, double x, double y, string text)
    {
        var title = text.Length > 0 ? $"<title>{Escape(text)}</title>" : "";
        return style switch
        {
            SeriesStyle.Reference => string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{x:F1} {y - 7:F1}l7 7-7 7-7-7z\">{title}</path>"),
            SeriesStyle.Baseline => string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{x - 4:F1} {y - 4:F1}l8 8m0-8l-8 8\">{title}</path>"),
            SeriesStyle.Quantized => string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{x - 4:F1}\" y=\"{y - 4:F1}\" width=\"8\" height=\"8\">{title}</rect>"),
            _ => string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"{Radius(style):F1}\">{title}</circle>"),
        };
    }

    private static double Radius(SeriesStyle style) => style switch { SeriesStyle.Cloud => 2.6, SeriesStyle.Chosen => 9, SeriesStyle.Line or SeriesStyle.Level => 1.6, SeriesStyle.Front => 3, _ => 4.5 };

    // From left to right, in as many rows as it takes.
    private static List<(ChartSeries Series, double X, int Row)> Legend(ChartModel chart, int width)
    {
        var keys = new List<(ChartSeries Series, double X, int Row)>();
        var (x, row) = (Left + 2.0, 0);
        foreach (var series in chart.Series.Where(series => series.Name.Length > 0))
        {
            var wide = 30 + (6.3 * series.Name.Length);
            if (keys.Count > 0 && x + wide - 15 > width)
                (x, row) = (Left + 2, row + 1);
            keys.Add((series, x, row));
            x += wide;
        }

        return keys;
    }

    private static void Key(StringBuilder svg, ChartSeries series, double x, int y)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"{Class(series.Style)}\">{Mark(series.Style, x + 5, y - 4, "").Replace("r=\"9.0\"", "r=\"5.5\"", StringComparison.Ordinal)}</g>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{x + 15:F1}\" y=\"{y}\">{Escape(series.Name)}</text>");
    }

    private static string Class(SeriesStyle style) => style.ToString().ToLowerInvariant();

    private sealed record Plot(Axis Horizontal, Axis Vertical, int Left, int Top, int Width, int Height)
    {
        public double X(double value) => Left + (Width * Horizontal.Share(value));

        public double Y(double value) => Top + Height - (Height * Vertical.Share(value));
    }
}

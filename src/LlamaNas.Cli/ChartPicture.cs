using LlamaNas.Reports;
using ScottPlot;
using SkiaSharp;
using Color = ScottPlot.Color;

namespace LlamaNas.Cli;

/// <summary>Draws a chart as a PNG picture, with ScottPlot.</summary>
internal static class ChartPicture
{
    private const int Width = 1200;
    private const int Height = 700;
    private static readonly string[] Preferred = ["Noto Sans", "DejaVu Sans", "Liberation Sans", "Segoe UI", "Helvetica", "Arial"];

    /// <summary>Writes the picture.</summary>
    /// <exception cref="LlamaNasException">The native library of this platform, or every font, is missing.</exception>
    public static void Write(ChartModel chart, string path)
    {
        try
        {
            if (SKFontManager.Default.FontFamilyCount == 0)
                throw new LlamaNasException($"{path}: there is no font here to write the picture's texts with. Install one (Debian: apt-get install fonts-dejavu-core), or write .svg, which needs none.");
            Draw(chart).SavePng(path, Width, Height);
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException)
        {
            throw new LlamaNasException($"{path}: pictures need the native SkiaSharp library, which is missing for this platform. Write .svg instead, which needs nothing.", exception);
        }
    }

    private static Plot Draw(ChartModel chart)
    {
        var plot = new Plot();
        plot.Title(chart.Title, size: 20);
        plot.XLabel(chart.XLabel, size: 16);
        plot.YLabel(chart.YLabel, size: 16);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 14;
        plot.Axes.Left.TickLabelStyle.FontSize = 14;
        plot.Axes.Left.MinimumSize = 70;
        plot.Font.Set(SKFontManager.Default.FontFamilies.FirstOrDefault(Preferred.Contains) ?? Fonts.Default);
        foreach (var series in chart.Series)
            Add(plot, series);
        plot.Legend.FontSize = 14;
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }

    private static void Add(Plot plot, ChartSeries series)
    {
        var points = series.Points.Where(point => double.IsFinite(point.Y)).ToArray();
        var (colour, shape, size) = Style(series.Style);
        var scatter = plot.Add.Scatter(points.Select(point => point.X).ToArray(), points.Select(point => point.Y).ToArray(), colour);
        scatter.LegendText = series.Name;
        scatter.MarkerShape = shape;
        scatter.MarkerSize = size;
        scatter.LineWidth = series.Style is SeriesStyle.Front or SeriesStyle.Line or SeriesStyle.Level ? 1.5f : 0;
        foreach (var point in points)
        {
            if (point is { Lower: { } lower, Upper: { } upper })
                plot.Add.Line(point.X, lower, point.X, upper).Color = colour.WithAlpha(.5);
        }
    }

    // Okabe and Ito's colours, which colour-blind people can tell apart; the forms differ too.
    private static (Color Colour, MarkerShape Shape, float Size) Style(SeriesStyle style) => style switch
    {
        SeriesStyle.Cloud => (Color.FromHex("#8b95a7").WithAlpha(.6), MarkerShape.FilledCircle, 6),
        SeriesStyle.Front => (Color.FromHex("#5d6778"), MarkerShape.OpenCircle, 8),
        SeriesStyle.Tested => (Color.FromHex("#0072B2"), MarkerShape.FilledCircle, 11),
        SeriesStyle.Quantized => (Color.FromHex("#009E73"), MarkerShape.OpenSquare, 11),
        SeriesStyle.Reference => (Color.FromHex("#D55E00"), MarkerShape.FilledDiamond, 14),
        SeriesStyle.Chosen => (Color.FromHex("#D55E00"), MarkerShape.OpenCircle, 20),
        SeriesStyle.Baseline => (Color.FromHex("#1b2130"), MarkerShape.Eks, 11),
        _ => (Color.FromHex("#0072B2"), MarkerShape.None, 0),
    };
}

using System.Globalization;
using System.Text;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>A line with a band.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Points">Horizontal value, lower end of the band, line, upper end.</param>
internal sealed record Curve(string Name, (int X, double Lower, double Middle, double Upper)[] Points);

/// <summary>Draws curves as SVG; readable on light and dark pages.</summary>
internal static class CurvePlot
{
    private const int Width = 760, Height = 440, Left = 60, Right = 20, Top = 36, Bottom = 44;
    private const double Floor = 0.75;
    private static readonly string[] Colours = ["#d1495b", "#e8a33d", "#2e86ab", "#7fb3d5", "#5a9367", "#8d8d8d"];

    public static string Draw(string title, string horizontal, string vertical, Curve[] curves)
    {
        var last = curves.Max(curve => curve.Points[^1].X);
        double X(double value) => Left + (value / last * (Width - Left - Right));
        double Y(double value) => Height - Bottom - ((Math.Max(value, Floor) - Floor) / (1 - Floor) * (Height - Top - Bottom));
        string At(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{X(x):F1},{Y(y):F1}");
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{title}\">");
        svg.AppendLine("<style>text{font:12px sans-serif;fill:#333}line{stroke:#ddd}.page{fill:#fff}@media(prefers-color-scheme:dark){text{fill:#ddd}line{stroke:#444}.page{fill:#1b1b1b}}</style>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<rect class=\"page\" width=\"{Width}\" height=\"{Height}\"/><text x=\"{Left}\" y=\"20\">{title}</text>");
        for (var value = Floor; value <= 1.001; value += 0.05)
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(value):F1}\" y2=\"{Y(value):F1}\"/><text x=\"{Left - 8}\" y=\"{Y(value) + 4:F1}\" text-anchor=\"end\">{value:F2}</text>");
        for (var value = 0; value <= last; value += 50)
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{X(value):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{value}</text>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{horizontal}</text>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text transform=\"translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{vertical}</text>");
        foreach (var (index, curve) in curves.Index())
        {
            var band = curve.Points.Select(point => At(point.X, point.Upper)).Concat(curve.Points.Reverse().Select(point => At(point.X, point.Lower)));
            svg.AppendLine(CultureInfo.InvariantCulture, $"<polygon fill=\"{Colours[index]}\" opacity=\"0.15\" points=\"{string.Join(' ', band)}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{Colours[index]}\" stroke-width=\"2\" points=\"{string.Join(' ', curve.Points.Select(point => At(point.X, point.Middle)))}\"/>");
            var y = Height - Bottom - 14 - (18 * (curves.Length - 1 - index));
            svg.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{Width - 200}\" y=\"{y - 9}\" width=\"16\" height=\"4\" fill=\"{Colours[index]}\"/><text x=\"{Width - 178}\" y=\"{y - 3}\">{curve.Name}</text>");
        }

        return svg.Append("</svg>\n").ToString();
    }
}

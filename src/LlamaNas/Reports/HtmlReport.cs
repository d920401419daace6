using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LlamaNas.Reports;

/// <summary>A report as one self-contained HTML page: nothing from elsewhere, light and dark, readable without its script too.</summary>
public static class HtmlReport
{
    private static readonly string[] ScriptFiles =
        ["report-svg.js", "report-marks.js", "report-baselines.js", "report-details.js", "report-front.js", "report-hypervolume.js", "report-live.js", "report.js"];

    /// <summary>The page.</summary>
    public static string Write(ReportModel report) => Write(report, live: "");

    /// <summary>The page that follows a running search.</summary>
    /// <param name="report">What is known so far.</param>
    /// <param name="events">Address, on the page's own host, of the server-sent events that say when the page has changed.</param>
    public static string WriteLive(ReportModel report, string events) => Write(report, $" data-live=\"{SvgChart.Escape(events)}\"");

    /// <summary>The page inside an element, for notebooks: its styles and names stay apart from those around it.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="heightPixels">Height of the frame.</param>
    public static string Frame(ReportModel report, int heightPixels = 900) => string.Create(
        CultureInfo.InvariantCulture, $"<iframe title=\"{SvgChart.Escape(report.Title)}\" style=\"width:100%;height:{heightPixels}px;border:0\" srcdoc=\"{SvgChart.Escape(Write(report))}\"></iframe>");

    /// <summary>A section's front as an SVG file of its own.</summary>
    public static string Picture(ReportSection section, EquatableArray<BaselineScore> baselines = default) =>
        SvgChart.Draw(FrontChart.Of(section, baselines), style: ChartStyle.WithColours(ReportResource.Text("chart.css")));

    private static string Write(ReportModel report, string live)
    {
        ArgumentNullException.ThrowIfNull(report);
        var script = string.Concat(ScriptFiles.Select(ReportResource.Text));
        var parts = new Dictionary<string, string>
        {
            ["live"] = live,
            ["script-hash"] = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"\n{script}"))),
            ["style"] = ReportResource.Style,
            ["title"] = SvgChart.Escape(report.Title),
            ["facts"] = HtmlTables.Facts(report.Facts),
            ["sections"] = HtmlSections.All(report),
            ["contents"] = PageContents.Of(report),
            ["script"] = script,
        };
        return Placeholders.Fill(ReportResource.Text("report.html"), parts);
    }
}

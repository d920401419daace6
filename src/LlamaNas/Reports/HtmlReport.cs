using System.Globalization;
using System.Reflection;
using System.Text;

namespace LlamaNas.Reports;

/// <summary>A report as one self-contained HTML page: no scripts, nothing from elsewhere, light and dark.</summary>
public static class HtmlReport
{
    /// <summary>The page.</summary>
    public static string Write(ReportModel report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var body = new StringBuilder();
        Facts(body, report.Facts);
        foreach (var section in report.Sections)
            Section(body, section);
        if (report.HeldOut.Count > 0)
            HeldOut(body, report.HeldOut);
        return Resource("report.html")
            .Replace("{{style}}", Resource("chart.css") + Resource("report.css"), StringComparison.Ordinal)
            .Replace("{{title}}", SvgChart.Escape(report.Title), StringComparison.Ordinal)
            .Replace("{{body}}", body.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A section's front as an SVG file of its own.</summary>
    public static string Picture(ReportSection section) => SvgChart.Draw(section.Front, style: ChartStyle.WithColours(Resource("chart.css")));

    private static void Section(StringBuilder body, ReportSection section)
    {
        body.AppendLine(CultureInfo.InvariantCulture, $"<section><h2>{SvgChart.Escape(section.Name)}</h2>");
        if (section.Chosen is { } chosen)
            body.AppendLine(Verdict(chosen));
        Facts(body, section.Facts);
        body.AppendLine("<div class=\"charts\">").AppendLine(SvgChart.Draw(section.Front)).AppendLine(SvgChart.Draw(section.Convergence, 480, 420)).AppendLine("</div>");
        if (section.Members.Count > 0)
            Tested(body, section);
        else
            Untested(body, section);
        body.AppendLine("<p class=\"legend\">Layers, first to last:<i style=\"background:var(--accent)\"></i>whole<i style=\"background:var(--second)\"></i>narrower feed-forward block<i style=\"background:var(--line)\"></i>removed. "
            + "Intervals are 95 % bootstrap intervals over documents; differences are paired by document.</p></section>");
    }

    private static string Verdict(FrontMember chosen) =>
        $"<p class=\"verdict\">Chosen on the search split: <b>{ReportText.Ratio(chosen.SizeRatio)} smaller</b> ({ReportText.Millions(chosen.Parameters)} parameters); "
        + $"test accuracy {ReportText.Interval(chosen.Accuracy)}, {ReportText.Points(chosen.Difference)} points against the full network: "
        + (chosen.KeepsAccuracy ? "not significantly lower.</p>" : "significantly lower.</p>");

    private static void Tested(StringBuilder body, ReportSection section)
    {
        body.AppendLine("<div class=\"scroll\"><table><thead><tr><th>network<th>parameters<th>smaller<th>search split<th>test split [95 %]<th>against full, points<th>keeps accuracy"
            + "<th>INT8 [95 %]<th>INT8 against own<th>INT8 bytes<th>layers</tr></thead><tbody>");
        foreach (var member in section.Members)
        {
            body.AppendLine(CultureInfo.InvariantCulture, $"<tr{(member == section.Chosen ? " class=\"chosen\"" : "")}><td>{ReportText.Name(section, member)}{(member == section.Chosen ? ", extracted" : "")}<td>{ReportText.Millions(member.Parameters)}<td>{ReportText.Ratio(member.SizeRatio)}<td>{ReportText.Percent(member.SearchAccuracy)}<td>{ReportText.Interval(member.Accuracy)}<td>{ReportText.Points(member.Difference)}<td class=\"{(member.KeepsAccuracy ? "yes\">yes" : "no\">no")}<td>{ReportText.Interval(member.Int8Accuracy)}<td>{ReportText.Points(member.Int8Difference)}<td>{ReportText.Megabytes(member.Int8Bytes)}<td>{LayerMap.Draw(member.SubNetwork, section.FullWidths)}</tr>");
        }

        body.AppendLine("</tbody></table></div>");
        Architectures(body, section.Members.Select(member => (ReportText.Name(section, member), member.SubNetwork.ToString())));
    }

    private static void Untested(StringBuilder body, ReportSection section)
    {
        if (section.Untested.Count == 0)
            return;
        body.Append("<div class=\"scroll\"><table><thead><tr><th>id<th>parameters").Append(string.Concat(section.Untested[0].Objectives.Select(fact => $"<th>{SvgChart.Escape(fact.Label)}"))).AppendLine("<th>layers</tr></thead><tbody>");
        foreach (var (index, member) in section.Untested.Index())
            body.AppendLine(CultureInfo.InvariantCulture, $"<tr><td>{index + 1}<td>{ReportText.Millions(member.Parameters)}{string.Concat(member.Objectives.Select(fact => $"<td>{SvgChart.Escape(fact.Value)}"))}<td>{LayerMap.Draw(member.SubNetwork, section.FullWidths)}</tr>");
        body.AppendLine("</tbody></table></div><p class=\"legend\">Search split only: the test split has not been scored.</p>");
        Architectures(body, section.Untested.Index().Select(pair => ($"{pair.Index + 1}", pair.Item.SubNetwork.ToString())));
    }

    private static void Architectures(StringBuilder body, IEnumerable<(string Name, string Text)> networks)
    {
        body.AppendLine("<details><summary>Architectures as text</summary>");
        foreach (var (name, text) in networks)
            body.AppendLine(CultureInfo.InvariantCulture, $"<p>{name}: <code>{SvgChart.Escape(text)}</code></p>");
        body.AppendLine("</details>");
    }

    private static void HeldOut(StringBuilder body, EquatableArray<HeldOutRow> rows)
    {
        body.AppendLine("<section><h2>Fine-tuning: held-out loss, nats per response token</h2><div class=\"scroll\"><table><thead><tr><th>network<th>layers<th>mean width<th>before<th>after</tr></thead><tbody>");
        foreach (var row in rows)
            body.AppendLine(CultureInfo.InvariantCulture, $"<tr><td>{SvgChart.Escape(row.Name)}<td>{row.SubNetwork.Layers.Count}<td>{row.SubNetwork.FeedForwardWidths.Average():F0}<td>{row.Before:F3}<td>{row.After:F3}</tr>");
        body.AppendLine("</tbody></table></div></section>");
    }

    private static void Facts(StringBuilder body, EquatableArray<ReportFact> facts)
    {
        body.AppendLine("<dl>");
        foreach (var fact in facts)
            body.AppendLine(CultureInfo.InvariantCulture, $"<div><dt>{SvgChart.Escape(fact.Label)}</dt><dd>{SvgChart.Escape(fact.Value)}</dd></div>");
        body.AppendLine("</dl>");
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"reports/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

using System.Globalization;
using System.Reflection;
using System.Text;

namespace LlamaNas.Reports;

/// <summary>The page's sections below the interactive charts: they need no script.</summary>
internal static class HtmlSections
{
    private static string ProgramVersion =>
        typeof(HtmlSections).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static string All(ReportModel report)
    {
        var body = new StringBuilder();
        foreach (var (index, section) in report.Sections.Index())
            Run(body, section, index, report.Baselines);
        Layers(body, report.Sections);
        Baselines(body, report.Baselines);
        HeldOut(body, report.HeldOut);
        Reproduction(body, report.Sections);
        return body.ToString();
    }

    private static void Run(StringBuilder body, ReportSection section, int index, EquatableArray<BaselineScore> baselines)
    {
        body.AppendLine(CultureInfo.InvariantCulture, $"<section class=\"run\" data-run=\"{index}\" aria-labelledby=\"run-{index}\"><h2 id=\"run-{index}\">{SvgChart.Escape(section.Name)}</h2>");
        if (section.Chosen is { } chosen)
            body.AppendLine(Verdict(chosen));
        body.AppendLine(HtmlTables.Facts(section.Source.Facts));
        body.AppendLine("<div class=\"charts still\">").AppendLine(SvgChart.Draw(FrontChart.Of(section, baselines))).AppendLine(SvgChart.Draw(FrontChart.Convergence(section), 480, 420)).AppendLine("</div>");
        if (BaselineComparison.Of(section, baselines).Note is { Length: > 0 } note)
            body.AppendLine(CultureInfo.InvariantCulture, $"<p class=\"legend still\">{SvgChart.Escape(note)}</p>");
        body.AppendLine(section.Members.Count > 0 ? HtmlTables.Tested(section) : HtmlTables.Searched(section));
        body.AppendLine(HtmlTables.Rounds(section)).AppendLine(HtmlTables.Architectures(section)).AppendLine("</section>");
    }

    private static string Verdict(FrontMember chosen) =>
        $"<p class=\"verdict\">Chosen on the search split: <b>{ReportText.Ratio(chosen.SizeRatio)} smaller</b> ({ReportText.Millions(chosen.Parameters)} parameters); "
        + $"test accuracy {ReportText.Interval(chosen.Accuracy)}, {ReportText.Points(chosen.Difference)} points against the full network: "
        + (chosen.KeepsAccuracy ? "not significantly lower.</p>" : "significantly lower.</p>");

    private static void Layers(StringBuilder body, EquatableArray<ReportSection> sections)
    {
        var drawn = sections.Where(section => section.Front.Any()).ToArray();
        if (drawn.Length == 0)
            return;
        body.AppendLine("<section aria-labelledby=\"layers\"><h2 id=\"layers\">Which layers the fronts keep</h2>");
        body.AppendLine(LayerHeatMap.Draw("Front members that keep the layer, %", drawn, frequencies => frequencies.Kept));
        body.AppendLine(LayerHeatMap.Draw("Feed-forward width where the layer is kept, % of the full width", drawn, frequencies => frequencies.Widths));
        if (drawn.Any(section => LayerFrequencies.Of(section.Front, section.FullWidths) is var frequencies && frequencies.Attention != frequencies.Kept))
            body.AppendLine(LayerHeatMap.Draw("Front members that keep the layer's attention, %", drawn, frequencies => frequencies.Attention));
        body.AppendLine("</section>");
    }

    private static void Baselines(StringBuilder body, EquatableArray<BaselineScore> baselines)
    {
        if (baselines.Count == 0)
            return;
        var tasks = baselines.SelectMany(baseline => baseline.Accuracy.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        body.AppendLine("<section aria-labelledby=\"baselines\"><h2 id=\"baselines\">Other methods</h2>");
        body.AppendLine(HtmlTables.Table(
            "Other methods on the test split, same evaluator; accuracy with its 95 % interval",
            ["method", "parameters", "bytes", .. tasks],
            baselines.OrderBy(baseline => baseline.Parameters).Select(baseline => HtmlTables.Row(
                [ReportText.Method(baseline), ReportText.Millions(baseline.Parameters), ReportText.Megabytes(baseline.Bytes), .. tasks.Select(task => Accuracy(baseline, task))]))));
        body.AppendLine("</section>");
    }

    private static string Accuracy(BaselineScore baseline, string task) => baseline.Accuracy.TryGetValue(task, out var accuracy)
        ? ReportText.Interval(TaskMean.Interval(accuracy.Value, accuracy.StandardError))
        : "";

    private static void HeldOut(StringBuilder body, EquatableArray<HeldOutRow> rows)
    {
        if (rows.Count == 0)
            return;
        body.AppendLine("<section aria-labelledby=\"held-out\"><h2 id=\"held-out\">Fine-tuning</h2>");
        body.AppendLine(HtmlTables.Table(
            "Held-out loss, nats per response token",
            ["network", "layers", "mean width", "before", "after"],
            rows.Select(row => HtmlTables.Row(
            [
                row.Name, $"{row.SubNetwork.Layers.Count}", row.SubNetwork.FeedForwardWidths.Average().ToString("F0", CultureInfo.InvariantCulture),
                row.Before.ToString("F3", CultureInfo.InvariantCulture), row.After.ToString("F3", CultureInfo.InvariantCulture),
            ]))));
        body.AppendLine("</section>");
    }

    private static void Reproduction(StringBuilder body, EquatableArray<ReportSection> sections)
    {
        body.AppendLine("<section aria-labelledby=\"reproduce\"><h2 id=\"reproduce\">To reproduce</h2><p>Equal settings and equal weights give equal results.</p>");
        body.AppendLine(HtmlTables.Facts([new("report written by", $"LLaMA-NAS {ProgramVersion}")]));
        foreach (var section in sections)
        {
            body.AppendLine(CultureInfo.InvariantCulture, $"<details><summary>{SvgChart.Escape(section.Name)}: {SvgChart.Escape(section.Source.StorePath)}</summary>");
            body.AppendLine(HtmlTables.Table(
                $"Settings of {section.Name}", ["setting", "value"],
                section.Source.Settings.Select(fact => $"<tr><th scope=\"row\">{SvgChart.Escape(fact.Label)}<td class=\"wide\"><code>{SvgChart.Escape(fact.Value)}</code></tr>")));
            body.AppendLine("</details>");
        }

        body.AppendLine("</section>");
    }
}

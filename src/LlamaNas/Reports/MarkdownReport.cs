using System.Globalization;
using System.Text;

namespace LlamaNas.Reports;

/// <summary>A report as Markdown.</summary>
public static class MarkdownReport
{
    /// <summary>The text.</summary>
    public static string Write(ReportModel report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {report.Title}").AppendLine();
        Facts(text, report.Facts);
        if (report.HeldOut.Count > 0)
            HeldOut(text, report.HeldOut);
        foreach (var section in report.Sections)
            Section(text, section);
        if (report.Baselines.Count > 0)
            Baselines(text, report.Baselines);
        return text.ToString();
    }

    private static void Section(StringBuilder text, ReportSection section)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"## {section.Name}").AppendLine();
        Facts(text, section.Source.Facts);
        if (section.Members.Count > 0)
            Tested(text, section);
        else
            Searched(text, section);
    }

    private static void Tested(StringBuilder text, ReportSection section)
    {
        text.AppendLine($"| network | layers | mean width | parameters | smaller | {section.Source.SearchSplit} | test split [95 %] | against full, points [95 %] | keeps accuracy | INT8 [95 %] | INT8 against own, points | INT8 bytes |{Cells(section.FurtherObjectives.Select(objective => objective.Name))}");
        text.AppendLine($"|---|---|---|---|---|---|---|---|---|---|---|---|{string.Concat(section.FurtherObjectives.Select(_ => "---|"))}");
        foreach (var member in section.Members)
        {
            var name = ReportText.Name(section, member) + (member == section.Chosen ? " (extracted)" : "");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {member.SubNetwork.Layers.Count} | {member.SubNetwork.FeedForwardWidths.Average():F0} | {ReportText.Millions(member.Parameters)} | {ReportText.Ratio(member.SizeRatio)} | {ReportText.Percent(member.SearchAccuracy)} | {ReportText.Interval(member.Accuracy)} | {ReportText.Points(member.Difference)} | {(member.KeepsAccuracy ? "yes" : "no")} | {ReportText.Interval(member.Int8Accuracy)} | {ReportText.Points(member.Int8Difference)} | {ReportText.Megabytes(member.Int8Bytes)} |{Cells(section.FurtherValues(member.SubNetwork))}");
        }

        foreach (var network in section.Untested.Reverse())
            text.AppendLine(CultureInfo.InvariantCulture, $"| {network.FrontId} | {network.SubNetwork.Layers.Count} | {network.SubNetwork.FeedForwardWidths.Average():F0} | {ReportText.Millions(network.Parameters)} | {ReportText.Ratio((double)section.Members[0].Parameters / network.Parameters)} | {ReportText.Percent(network.SearchAccuracy)} | not tested | | | | | |{Cells(section.FurtherValues(network.SubNetwork))}");

        text.AppendLine();
        Architectures(text, section);
    }

    private static string Cells(IEnumerable<string> texts) => string.Concat(texts.Select(text => $" {text} |"));

    private static void Searched(StringBuilder text, ReportSection section)
    {
        var objectives = section.Source.Objectives;
        text.AppendLine("The front on the search split; the test split has not been scored.").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| network | layers | mean width | {string.Join(" | ", objectives.Select(objective => objective.Name))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|---|---{string.Concat(objectives.Select(_ => "|---"))}|");
        foreach (var network in section.Front)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {network.FrontId}{(network.IsKnee ? " (knee)" : "")} | {network.SubNetwork.Layers.Count} | {network.SubNetwork.FeedForwardWidths.Average():F0} | {string.Join(" | ", objectives.Zip(network.Values, ReportText.Value))} |");
        text.AppendLine();
        Architectures(text, section);
    }

    private static void Architectures(StringBuilder text, ReportSection section)
    {
        foreach (var network in section.Front)
            text.AppendLine(CultureInfo.InvariantCulture, $"{network.FrontId}. `{network.SubNetwork}`");
        text.AppendLine();
    }

    private static void Baselines(StringBuilder text, EquatableArray<BaselineScore> baselines)
    {
        text.AppendLine("## Other methods").AppendLine().AppendLine("On the test split, same evaluator; accuracy ± standard error.").AppendLine();
        var tasks = baselines.SelectMany(baseline => baseline.Accuracy.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        text.AppendLine(CultureInfo.InvariantCulture, $"| method | parameters | bytes | {string.Join(" | ", tasks)} |").AppendLine(CultureInfo.InvariantCulture, $"|---|---|---{string.Concat(tasks.Select(_ => "|---"))}|");
        foreach (var baseline in baselines.OrderBy(baseline => baseline.Parameters))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {ReportText.Method(baseline)} | {ReportText.Millions(baseline.Parameters)} | {ReportText.Megabytes(baseline.Bytes)} | {string.Join(" | ", tasks.Select(task => baseline.Accuracy.TryGetValue(task, out var accuracy) ? string.Create(CultureInfo.InvariantCulture, $"{100 * accuracy.Value:F1} % ± {100 * accuracy.StandardError:F1}") : ""))} |");
        text.AppendLine();
    }

    private static void HeldOut(StringBuilder text, EquatableArray<HeldOutRow> rows)
    {
        text.AppendLine("## Fine-tuning: held-out loss").AppendLine().AppendLine("In nats per response token.").AppendLine();
        text.AppendLine("| network | layers | mean width | before | after |").AppendLine("|---|---|---|---|---|");
        foreach (var row in rows)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Name} | {row.SubNetwork.Layers.Count} | {row.SubNetwork.FeedForwardWidths.Average():F0} | {row.Before:F3} | {row.After:F3} |");
        text.AppendLine();
    }

    private static void Facts(StringBuilder text, EquatableArray<ReportFact> facts)
    {
        foreach (var fact in facts)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {fact.Label}: {fact.Value}");
        text.AppendLine();
    }
}

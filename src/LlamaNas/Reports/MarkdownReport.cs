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
        return text.ToString();
    }

    private static void Section(StringBuilder text, ReportSection section)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"## {section.Name}").AppendLine();
        Facts(text, section.Facts);
        if (section.Members.Count > 0)
            Tested(text, section);
        else
            Untested(text, section.Untested);
    }

    private static void Tested(StringBuilder text, ReportSection section)
    {
        text.AppendLine("| network | layers | mean width | parameters | smaller | search split | test split [95 %] | against full, points [95 %] | keeps accuracy | INT8 [95 %] | INT8 against own, points | INT8 bytes |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var member in section.Members)
        {
            var name = ReportText.Name(section, member) + (member == section.Chosen ? " (extracted)" : "");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {member.SubNetwork.Layers.Count} | {member.SubNetwork.FeedForwardWidths.Average():F0} | {ReportText.Millions(member.Parameters)} | {ReportText.Ratio(member.SizeRatio)} | {ReportText.Percent(member.SearchAccuracy)} | {ReportText.Interval(member.Accuracy)} | {ReportText.Points(member.Difference)} | {(member.KeepsAccuracy ? "yes" : "no")} | {ReportText.Interval(member.Int8Accuracy)} | {ReportText.Points(member.Int8Difference)} | {ReportText.Megabytes(member.Int8Bytes)} |");
        }

        text.AppendLine();
        foreach (var member in section.Members.Skip(1))
            text.AppendLine(CultureInfo.InvariantCulture, $"{ReportText.Name(section, member)}. `{member.SubNetwork}`");
        text.AppendLine();
    }

    private static void Untested(StringBuilder text, EquatableArray<UntestedMember> members)
    {
        if (members.Count == 0)
            return;
        text.AppendLine(CultureInfo.InvariantCulture, $"| id | layers | parameters | {string.Join(" | ", members[0].Objectives.Select(fact => fact.Label))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|---|---{string.Concat(members[0].Objectives.Select(_ => "|---"))}|");
        foreach (var (index, member) in members.Index())
            text.AppendLine(CultureInfo.InvariantCulture, $"| {index + 1} | {member.SubNetwork.Layers.Count} | {ReportText.Millions(member.Parameters)} | {string.Join(" | ", member.Objectives.Select(fact => fact.Value))} |");
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

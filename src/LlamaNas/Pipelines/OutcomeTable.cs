using System.Globalization;
using System.Text;
using LlamaNas.Statistics;

namespace LlamaNas.Pipelines;

/// <summary>Outcomes as Markdown: one table a search.</summary>
public static class OutcomeTable
{
    /// <summary>All searches.</summary>
    public static string Markdown(IEnumerable<SearchOutcome> outcomes)
    {
        var text = new StringBuilder();
        foreach (var outcome in outcomes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"## {outcome.Name}").AppendLine();
            text.AppendLine("| network | layers | parameters | smaller | search acc | test acc [95 %] | against full [95 %] | keeps | INT8 acc | INT8 against own [95 %] | INT8 bytes |");
            text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|");
            foreach (var (index, member) in outcome.Members.Index())
                text.AppendLine(Row(index == 0 ? "full" : member == outcome.Chosen ? $"{index} (extracted)" : $"{index}", member));
            text.AppendLine();
        }

        return text.ToString();
    }

    private static string Row(string name, FrontMember member) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {member.SubNetwork.Layers.Count} | {member.Parameters / 1e6:F2} M | {member.SizeRatio:F2}x | {100 * member.SearchAccuracy:F1} % | {Interval(member.Accuracy)} | {Interval(member.Difference)} | {(member.KeepsAccuracy ? "yes" : "no")} | {Value(member.Int8Accuracy)} | {Interval(member.Int8Difference)} | {member.Int8Bytes / 1e6:F1} MB |");

    private static string Value(ConfidenceInterval? interval) =>
        interval is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known.Estimate:F1} %") : "";

    private static string Interval(ConfidenceInterval? interval) => interval is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * known.Estimate:F1} % [{100 * known.Lower:F1}, {100 * known.Upper:F1}]")
        : "";
}

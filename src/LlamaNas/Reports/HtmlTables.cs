using System.Globalization;
using LlamaNas.Spaces;

namespace LlamaNas.Reports;

/// <summary>The page's tables. Each has a caption; the first cell of a row is its heading.</summary>
internal static class HtmlTables
{
    private const string Captioned = "Intervals are 95 % bootstrap intervals over documents; differences are paired by document.";

    private static readonly string[] Int8Headings = ["INT8 [95 %]", "INT8 against own", "INT8 bytes"];

    public static string Tested(ReportSection section) => Table(
        $"{section.Name}: the front on the test split, which the search has not seen. {Captioned}",
        ["network", "layers", "parameters", "smaller", section.Source.SearchSplit, "test split [95 %]", "against full, points", "keeps accuracy", .. HasInt8(section) ? Int8Headings : [], .. section.FurtherObjectives.Select(objective => objective.Name)],
        section.Members.Select(member => (member.Parameters, Row: Member(section, member))).Concat(section.Untested.Select(network => (network.Parameters, Row: Untested(section, network))))
            .OrderByDescending(item => item.Parameters).Select(item => item.Row)) + LayerKeys;

    public static string Searched(ReportSection section) => Table(
        $"{section.Name}: the front on the search split; the test split has not been scored.",
        ["network", "layers", "parameters", .. section.Source.Objectives.Where(objective => objective.Name != "parameters").Select(objective => objective.Name)],
        section.Front.Select(network => Cells(
            null,
            [
                Name(section, network.SubNetwork), LayerMap.Draw(network.SubNetwork, section.FullWidths, section.FullHeads), ReportText.Millions(network.Parameters),
                .. section.Source.Objectives.Zip(network.Values).Where(pair => pair.First.Name != "parameters").Select(pair => SvgChart.Escape(ReportText.Value(pair.First, pair.Second))),
            ]))) + LayerKeys;

    public static string Rounds(ReportSection section) => section.Rounds.Count == 0 ? "" : Folded("Progress as a table", Table(
        $"{section.Name}: after each round; hypervolume normalised over the search space",
        ["evaluations", "hypervolume", "predictor's Kendall tau"],
        section.Rounds.Select(round => Row(
        [
            $"{round.Evaluations}", round.Hypervolume.ToString("F4", CultureInfo.InvariantCulture), round.RankCorrelation?.ToString("F2", CultureInfo.InvariantCulture) ?? "",
        ]))));

    public static string Architectures(ReportSection section) => Folded("Architectures as text", string.Concat(section.Front.Select(network =>
        $"<p>{network.FrontId}: <code>{SvgChart.Escape(network.SubNetwork.ToString())}</code></p>")));

    public static string Facts(EquatableArray<ReportFact> facts) =>
        $"<dl>{string.Concat(facts.Select(fact => $"<div><dt>{SvgChart.Escape(fact.Label)}</dt><dd>{SvgChart.Escape(fact.Value)}</dd></div>"))}</dl>";

    /// <summary>A table that scrolls sideways where it is too wide.</summary>
    public static string Table(string caption, IEnumerable<string> headings, IEnumerable<string> rows) =>
        $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{SvgChart.Escape(caption)}\"><table><caption>{SvgChart.Escape(caption)}</caption><thead><tr>"
        + string.Concat(headings.Select(heading => $"<th scope=\"col\">{SvgChart.Escape(heading)}")) + $"</tr></thead><tbody>{string.Join('\n', rows)}</tbody></table></div>";

    /// <summary>A row of plain texts.</summary>
    public static string Row(IEnumerable<string> texts) => Cells(null, texts.Select(SvgChart.Escape));

    private static string Member(ReportSection section, FrontMember member) => Cells(
        member == section.Chosen ? "chosen" : null,
        [
            Name(section, member.SubNetwork) + (member == section.Chosen ? ", extracted" : ""), LayerMap.Draw(member.SubNetwork, section.FullWidths, section.FullHeads), ReportText.Millions(member.Parameters), ReportText.Ratio(member.SizeRatio),
            ReportText.Percent(member.SearchAccuracy), ReportText.Interval(member.Accuracy), member.SubNetwork == section.Members[0].SubNetwork ? "" : ReportText.Points(member.Difference),
            member.KeepsAccuracy ? "<span class=\"yes\">yes</span>" : "<span class=\"no\">no</span>",
            .. HasInt8(section) ? (IEnumerable<string>)[ReportText.Interval(member.Int8Accuracy), ReportText.Points(member.Int8Difference), ReportText.Megabytes(member.Int8Bytes)] : [],
            .. section.FurtherValues(member.SubNetwork).Select(SvgChart.Escape),
        ]);

    private static string Untested(ReportSection section, EvaluatedNetwork network) => Cells(
        null,
        [
            Name(section, network.SubNetwork), LayerMap.Draw(network.SubNetwork, section.FullWidths, section.FullHeads), ReportText.Millions(network.Parameters),
            ReportText.Ratio((double)section.Members[0].Parameters / network.Parameters), ReportText.Percent(network.SearchAccuracy), "<span class=\"no\">not tested</span>", "", "",
            .. HasInt8(section) ? (IEnumerable<string>)["", "", ""] : [], .. section.FurtherValues(network.SubNetwork).Select(SvgChart.Escape),
        ]);

    private static bool HasInt8(ReportSection section) => section.Members.Any(member => member.Int8Accuracy is not null);

    private static string Name(ReportSection section, SubNetwork network)
    {
        var found = section.Networks.FirstOrDefault(item => item.SubNetwork == network && item.FrontId > 0);
        var full = section.Members.Count > 0 && network == section.Members[0].SubNetwork;
        return (full, found) switch
        {
            (true, _) => "full",
            (_, { IsKnee: true }) => $"{found.FrontId}, knee",
            (_, { }) => $"{found.FrontId}",
            _ => "",
        };
    }

    private static string Cells(string? style, IEnumerable<string> cells) =>
        $"<tr{(style is null ? "" : $" class=\"{style}\"")}>{string.Concat(cells.Select((cell, index) => index == 0 ? $"<th scope=\"row\">{cell}" : $"<td>{cell}"))}</tr>";

    private static string Folded(string summary, string inner) => $"<details><summary>{summary}</summary>{inner}</details>";

    private const string LayerKeys = "<p class=\"legend\">Layers, first to last: above, the attention; below, the feed-forward block.<i class=\"whole\"></i>whole<i class=\"narrow\"></i>narrower, or fewer heads<i class=\"gone\"></i>removed.</p>";
}

using System.Globalization;
using LlamaNas.Pipelines;
using LlamaNas.Reports;
using LlamaNas.Search;

namespace LlamaNas.Cli;

/// <summary>The front of a running search as text: a small table with bars on a terminal, one line elsewhere.</summary>
internal static class FrontView
{
    private const int BarWidth = 30;

    /// <summary>A heading and a row for each network, or for a spread of them.</summary>
    public static IReadOnlyList<string> Lines(FrontChanged changed, int mostRows)
    {
        var rows = Spread(changed.Front, mostRows).Select(candidate => Cells(changed.Objectives, candidate)).ToArray();
        string[] headings = [.. changed.Objectives.Select(objective => objective.Name), "layers"];
        int[] widths = [.. headings.Select((heading, column) => rows.Select(row => row[column].Length).Append(heading.Length).Max())];
        var measured = Math.Max(0, changed.Objectives.ToList().FindIndex(objective => objective.Cost == ObjectiveCost.Evaluated));
        var most = changed.Front.Select(candidate => candidate.Values[measured]).DefaultIfEmpty(1).Max();
        return
        [
            Summary(changed),
            $"    {Row(headings, widths)}",
            .. Spread(changed.Front, mostRows).Zip(rows, (candidate, row) =>
                $"    {Row(row, widths)}  {new string('▇', (int)Math.Clamp(Math.Round(BarWidth * candidate.Values[measured] / Math.Max(1e-9, most)), 0, BarWidth))}"),
        ];
    }

    /// <summary>The ends of the front in one line.</summary>
    public static string Line(FrontChanged changed) => changed.Front.Count == 0 ? Summary(changed)
        : $"{Summary(changed)}, from {string.Join(" ", Cells(changed.Objectives, changed.Front[0])[..^1])} to {string.Join(" ", Cells(changed.Objectives, changed.Front[^1])[..^1])}";

    private static string Summary(FrontChanged changed) => string.Create(
        CultureInfo.InvariantCulture, $"  front after {changed.Evaluations} networks: {changed.Front.Count} networks, hypervolume {changed.Hypervolume:F4}");

    private static IEnumerable<Candidate> Spread(EquatableArray<Candidate> front, int most) => front.Count <= most
        ? front
        : Enumerable.Range(0, most).Select(row => front[(int)Math.Round(row * (front.Count - 1.0) / (most - 1))]);

    private static string[] Cells(EquatableArray<Objective> objectives, Candidate candidate) =>
        [.. objectives.Zip(candidate.Values, ReportText.Value), $"{candidate.SubNetwork.Layers.Count}"];

    private static string Row(string[] cells, int[] widths) => string.Join("  ", cells.Zip(widths, (cell, width) => cell.PadLeft(width)));
}

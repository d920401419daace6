using System.Text;
using LlamaNas.Reports;
using static System.FormattableString;

namespace LlamaNas.Pipelines;

/// <summary>An analysis as Markdown.</summary>
internal static class AnalysisReport
{
    private const string Heights = "·▁▂▃▄▅▆▇█";

    /// <summary>Layers, knees, correlations, transfers, and the front over all tasks.</summary>
    public static string Write(FrontAnalysis analysis)
    {
        var text = new StringBuilder("## Which layers the fronts keep\n\n");
        text.Append("Height: mean share of a layer's feed-forward channels (heads) that the front keeps, `·` none, `█` all; below it the same for all candidates of the search. "
            + "`*`: unlike random candidates (permutation test, p < 0.05 before correction for the number of layers).\n\n```text\n");
        var width = Math.Max(24, analysis.Tasks.Max(task => task.Name.Length) + 16);
        text.Append("layer".PadRight(width)).AppendJoin("", Enumerable.Range(0, analysis.Config.LayerCount).Select(layer => layer % 10)).Append('\n');
        foreach (var task in analysis.Tasks)
        {
            Line($"{task.Name} ffn", task.Layers.Select(layer => Height(layer.FeedForward)));
            Line("  all candidates", task.Layers.Select(layer => Height(layer.FeedForwardOfAll)));
            Line("  p < 0.05", task.Layers.Select(layer => layer.PValue < 0.05 ? '*' : ' '));
            Line($"{task.Name} heads", task.Layers.Select(layer => Height(layer.Attention)));
        }

        text.Append("```\n\n## Knee points\n\n");
        Table(text, ["task", "networks", "front", "knee", "score (search split)", "layers unlike chance", "smallest p times layers"], analysis.Tasks.Select(task => new[]
        {
            task.Name, $"{task.Candidates}", $"{task.Front}", $"{ReportText.Millions(task.KneeParameters)}, {task.Knee.Layers.Count} layers", Invariant($"{100 * task.KneeAccuracy:F1} %"),
            $"{task.Layers.Count(layer => layer.PValue < 0.05)} of {task.Layers.Count}", ReportText.PValue(Math.Min(1, task.Layers.Min(layer => layer.PValue) * task.Layers.Count)),
        }));
        text.Append("\n## Do tasks order networks alike?\n\nKendall's tau-b over networks scored on both search splits; p by permutation.\n\n");
        Table(text, ["tasks", "networks", "tau", "p"], analysis.Correlations.Select(pair => new[]
        {
            $"{pair.First}, {pair.Second}", $"{pair.Networks}", Invariant($"{pair.Tau:F2}"), ReportText.PValue(pair.PValue),
        }));
        Transfers(text, analysis);
        text.Append("\n## A front over all tasks\n\nNetworks scored on every search split; mean score (accuracy, or probability of the right choice where the searches went by it).\n\n");
        Table(text, ["parameters", "mean score", "architecture"], analysis.Everything.Select(row => new[]
        {
            ReportText.Millions(row.Parameters), Invariant($"{100 * row.Accuracy:F1} %"), $"`{row.Network}`",
        }));
        return text.ToString();

        void Line(string name, IEnumerable<char> cells) => text.Append(name.PadRight(width)).Append(string.Concat(cells).TrimEnd()).Append('\n');
    }

    private static void Transfers(StringBuilder text, FrontAnalysis analysis)
    {
        text.Append("\n## Do fronts transfer?\n\nRows: whose front; columns: scored on whose test split. Mean of member minus full network in points [95 %, paired by document] (members, whatever their sizes).\n\n");
        Matrix(text, analysis, transfer => $"{ReportText.Points(transfer.Loss)} ({transfer.Members})");
        EqualSizeComparison[] comparisons = [.. analysis.Transfers.Select(transfer => transfer.AgainstOwn).OfType<EqualSizeComparison>()];
        if (comparisons.Length == 0)
            return;
        text.Append("\nAgainst the column's own front at the same size or below: each member minus the largest own member that is not larger, by document, averaged over the members, in points "
            + "[95 %, paired by document] (pairs; how much smaller the own ones are on average); bold where the interval excludes 0. ");
        text.Append(Invariant($"It does in {comparisons.Count(comparison => comparison.Difference.ExcludesZero)} of {comparisons.Length} cells; chance alone gives about {0.05 * comparisons.Length:F1}. "))
            .Append($"Smallest p (signs of the documents' differences at random) times the number of cells: {ReportText.PValue(Math.Min(1, comparisons.Min(comparison => comparison.PValue) * comparisons.Length))}.\n\n");
        Matrix(text, analysis, transfer => transfer.From == transfer.To ? "itself" : transfer.AgainstOwn is { } own ? Cell(own) : "no pair");
    }

    private static string Cell(EqualSizeComparison own)
    {
        var points = ReportText.Points(own.Difference);
        return Invariant($"{(own.Difference.ExcludesZero ? $"**{points}**" : points)} ({own.Pairs}; {100 * own.Smaller:F1} %)");
    }

    private static void Matrix(StringBuilder text, FrontAnalysis analysis, Func<FrontTransfer, string> cell)
    {
        string[] names = [.. analysis.Tasks.Select(task => task.Name)];
        Table(text, ["front of", .. names], names.Select(from => names.Select(to =>
            analysis.Transfers.FirstOrDefault(transfer => transfer.From == from && transfer.To == to) is { } found ? cell(found) : "not scored").Prepend(from).ToArray()));
    }

    private static void Table(StringBuilder text, string[] head, IEnumerable<string[]> rows)
    {
        text.Append($"| {string.Join(" | ", head)} |\n|{string.Concat(head.Select(_ => " --- |"))}\n");
        foreach (var row in rows)
            text.Append($"| {string.Join(" | ", row)} |\n");
    }

    private static char Height(double share) => share <= 0 ? Heights[0] : Heights[Math.Clamp((int)Math.Ceiling(share * 8), 1, 8)];
}

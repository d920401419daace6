using System.Text;
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
            task.Name, $"{task.Candidates}", $"{task.Front}", Invariant($"{task.KneeParameters / 1e6:F1} M, {task.Knee.Layers.Count} layers"), Invariant($"{100 * task.KneeAccuracy:F1} %"),
            $"{task.Layers.Count(layer => layer.PValue < 0.05)} of {task.Layers.Count}", Invariant($"{Math.Min(1, task.Layers.Min(layer => layer.PValue) * task.Layers.Count):F3}"),
        }));
        text.Append("\n## Do tasks order networks alike?\n\nKendall's tau-b over networks scored on both search splits; p by permutation.\n\n");
        Table(text, ["tasks", "networks", "tau", "p"], analysis.Correlations.Select(pair => new[]
        {
            $"{pair.First}, {pair.Second}", $"{pair.Networks}", Invariant($"{pair.Tau:F2}"), Invariant($"{pair.PValue:F3}"),
        }));
        Transfers(text, analysis);
        text.Append("\n## A front over all tasks\n\nNetworks scored on every search split; mean score (accuracy, or probability of the right choice where the searches went by it).\n\n");
        Table(text, ["parameters", "mean score", "architecture"], analysis.Everything.Select(row => new[]
        {
            Invariant($"{row.Parameters / 1e6:F1} M"), Invariant($"{100 * row.Accuracy:F1} %"), $"`{row.Network}`",
        }));
        return text.ToString();

        void Line(string name, IEnumerable<char> cells) => text.Append(name.PadRight(width)).Append(string.Concat(cells).TrimEnd()).Append('\n');
    }

    private static void Transfers(StringBuilder text, FrontAnalysis analysis)
    {
        text.Append("\n## Do fronts transfer?\n\nRows: whose front; columns: scored on whose test split. Mean of member minus full network in points [95 %, paired by document] (members).\n\n");
        string[] names = [.. analysis.Tasks.Select(task => task.Name)];
        Table(text, ["front of", .. names], names.Select(from => names.Select(to =>
            analysis.Transfers.FirstOrDefault(transfer => transfer.From == from && transfer.To == to) is { } found
                ? Invariant($"{100 * found.Loss.Estimate:+0.0;-0.0} [{100 * found.Loss.Lower:+0.0;-0.0}, {100 * found.Loss.Upper:+0.0;-0.0}] ({found.Members})")
                : "not scored").Prepend(from).ToArray()));
    }

    private static void Table(StringBuilder text, string[] head, IEnumerable<string[]> rows)
    {
        text.Append($"| {string.Join(" | ", head)} |\n|{string.Concat(head.Select(_ => " --- |"))}\n");
        foreach (var row in rows)
            text.Append($"| {string.Join(" | ", row)} |\n");
    }

    private static char Height(double share) => share <= 0 ? Heights[0] : Heights[Math.Clamp((int)Math.Ceiling(share * 8), 1, 8)];
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlamaNas.Reports;
using LlamaNas.Statistics;
using static System.FormattableString;

namespace LlamaNas.Pipelines;

/// <summary>A comparison as JSON (what <c>report --baselines</c> reads) and as Markdown.</summary>
public static class ComparisonReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly (string Kind, bool Tuned, bool BaselineTuned, string Title)[] Comparisons =
    [
        (ComparisonRow.Ours, true, false, "Ours fine-tuned as a super-network, baselines without training"),
        (ComparisonRow.OursBase, false, false, "Ours without fine-tuning (the parent's weights), baselines without training"),
        (ComparisonRow.Ours, true, true, "Ours fine-tuned as a super-network, baselines trained after pruning"),
        (ComparisonRow.OursTuned, true, true, "Ours fine-tuned as a super-network, then trained like the baselines after pruning"),
        (ComparisonRow.OursBase, true, true, "Ours and baselines trained alike after pruning, from the parent's weights"),
    ];

    /// <summary>One object a row: method, reduction, parameters, bytes, tuned, seconds, and accuracy (perplexity, null where it is beyond all numbers) by task.</summary>
    public static string Json(IReadOnlyList<ComparisonRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new JsonArray([.. rows.Select(row => new JsonObject
        {
            ["method"] = row.Method,
            ["reduction"] = Math.Round(row.Reduction, 5),
            ["parameters"] = row.Parameters,
            ["bytes"] = row.Bytes,
            ["tuned"] = row.Tuned,
            ["seconds"] = Math.Round(row.Seconds, 1),
            ["accuracy"] = new JsonObject(row.Scores.Where(score => !score.Value.IsPerplexity).Select(score => KeyValuePair.Create(score.Key, (JsonNode?)new JsonObject
            {
                ["acc"] = score.Value.Value,
                ["stderr"] = score.Value.StandardError,
                ["documents"] = score.Value.Outcomes.Count,
            }))),
            ["perplexity"] = new JsonObject(row.Scores.Where(score => score.Value.IsPerplexity).Select(score => KeyValuePair.Create(score.Key, double.IsFinite(score.Value.Value) ? (JsonNode?)score.Value.Value : null))),
            ["architecture"] = row.Architecture.Length > 0 ? JsonNode.Parse(row.Architecture) : null,
        })]).ToJsonString(Indented);
    }

    /// <summary>The table of all rows, then each comparison with its differences.</summary>
    /// <param name="rows">The networks.</param>
    /// <param name="unreached">Sizes that a method does not reach, a sentence each; null for none.</param>
    public static string Markdown(IReadOnlyList<ComparisonRow> rows, IReadOnlyList<string>? unreached = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        string[] tasks = [.. rows.SelectMany(row => row.Scores.Keys).Distinct()];
        var text = new StringBuilder("## Every network\n\n");
        text.Append(Line(["method", "parameters", "fewer", "MB", "trained", "seconds", .. tasks])).Append(Line(Enumerable.Repeat("---", tasks.Length + 6)));
        foreach (var row in rows)
        {
            text.Append(Line([
                row.Method, Invariant($"{row.Parameters / 1e6:F1} M"), Invariant($"{100 * row.Reduction:F1} %"), Invariant($"{row.Bytes / 1e6:F0}"), row.Tuned ? "yes" : "no",
                Invariant($"{row.Seconds:F0}"), .. tasks.Select(task => row.Scores.TryGetValue(task, out var score) ? Cell(score) : "")]));
        }

        if (unreached is { Count: > 0 })
            text.Append($"\nNot reached:\n\n{string.Concat(unreached.Select(sentence => $"- {sentence}\n"))}");
        foreach (var comparison in Comparisons)
            Compare(text, rows, tasks, comparison);
        return text.ToString();
    }

    private static void Compare(
        StringBuilder text, IReadOnlyList<ComparisonRow> rows, string[] tasks, (string Kind, bool Tuned, bool BaselineTuned, string Title) comparison)
    {
        var verdicts = rows.Where(row => !row.IsOurs && row.Method != ComparisonRow.Full && row.Tuned == comparison.BaselineTuned)
            .Select(row => (Row: row, Verdicts: tasks.Select(task => ComparisonVerdict.Of(rows, row, task, comparison.Kind, comparison.Tuned)).ToArray()))
            .Where(pair => pair.Verdicts.Any(verdict => verdict is not null)).ToArray();
        if (verdicts.Length == 0)
            return;
        var all = verdicts.SelectMany(pair => pair.Verdicts).OfType<ComparisonVerdict>().ToArray();
        text.Append(Invariant($"\n## {comparison.Title}\n\nOurs minus the baseline in points [95 %], paired by document, against our largest network with at most the baseline's bytes; of perplexities the quotient. "))
            .Append(Invariant($"Of {all.Length} comparisons ours is better in {all.Count(verdict => verdict.Won)}, worse in {all.Count(verdict => verdict.Lost)}, the rest is not significant"));
        if (all.Where(verdict => !verdict.IsPerplexity).ToArray() is { Length: > 0 } accuracies)
            text.Append(Invariant($"; mean difference {ReportText.Points(accuracies.Average(verdict => verdict.Difference.Estimate))} points"));
        text.Append(".\n\n");
        text.Append(Line(["baseline", "parameters", "ours", .. tasks, "all choices"])).Append(Line(Enumerable.Repeat("---", tasks.Length + 4)));
        foreach (var (row, own) in verdicts)
        {
            var ours = own.OfType<ComparisonVerdict>().Select(verdict => verdict.Ours.Parameters).Distinct().Order().Select(parameters => Invariant($"{parameters / 1e6:F1}"));
            text.Append(Line([row.Method, Invariant($"{row.Parameters / 1e6:F1} M"), $"{string.Join("/", ours)} M", .. own.Select(Cell),
                ComparisonVerdict.Pooled(own.OfType<ComparisonVerdict>()) is { } pooled ? Points(pooled) : ""]));
        }
    }

    private static string Cell(ComparisonScore score) => score.IsPerplexity
        ? Invariant($"{score.Value:F2}")
        : Bootstrap.Mean([.. score.Outcomes.Select(value => (double)value)]) is var interval ? Invariant($"{100 * score.Value:F1} [{100 * interval.Lower:F1}, {100 * interval.Upper:F1}]") : "";

    private static string Cell(ComparisonVerdict? verdict)
    {
        if (verdict is null)
            return "";
        if (!verdict.IsPerplexity)
            return Points(verdict.Difference);
        var (estimate, lower, upper) = (verdict.Difference.Estimate, verdict.Difference.Lower, verdict.Difference.Upper);
        return Marked(verdict.Difference, Invariant($"x {Math.Exp(-estimate):G3} [{Math.Exp(-upper):G3}, {Math.Exp(-lower):G3}]"));
    }

    private static string Points(ConfidenceInterval difference) => Marked(difference, ReportText.Points(difference));

    private static string Marked(ConfidenceInterval difference, string cell) => difference.ExcludesZero ? $"**{cell}**" : cell;

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
}

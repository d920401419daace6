using LlamaNas.Statistics;

namespace LlamaNas.Pipelines;

/// <summary>Ours against a baseline on one task, document by document.</summary>
/// <param name="Ours">Our network: at most as many bytes, of these the largest.</param>
/// <param name="Difference">Ours minus the baseline's, 0 to 1, 95 %.</param>
internal sealed record ComparisonVerdict(ComparisonRow Ours, ConfidenceInterval Difference)
{
    /// <summary>Ours is better beyond the interval.</summary>
    public bool Won => Difference.Lower > 0;

    /// <summary>Ours is worse beyond the interval.</summary>
    public bool Lost => Difference.Upper < 0;

    /// <summary>Compares a baseline's row with ours of one kind; null where ours has nothing as small, or the task is a perplexity.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="baseline">The baseline's row.</param>
    /// <param name="task">The task.</param>
    /// <param name="kind">ours or ours-base.</param>
    /// <param name="tuned">Whether ours is trained.</param>
    public static ComparisonVerdict? Of(IReadOnlyList<ComparisonRow> rows, ComparisonRow baseline, string task, string kind, bool tuned)
    {
        var score = baseline.Scores[task];
        if (Nearest(rows, baseline, task, kind, tuned) is not { } ours || score.IsPerplexity || ours.Scores[task].Outcomes.Count != score.Outcomes.Count)
            return null;
        return new ComparisonVerdict(ours, Bootstrap.PairedDifference(Values(ours.Scores[task]), Values(score)));
    }

    /// <summary>Our row that is compared: of the search on this task where there was one, else of any; the largest that has at most the baseline's bytes.</summary>
    public static ComparisonRow? Nearest(IReadOnlyList<ComparisonRow> rows, ComparisonRow baseline, string task, string kind, bool tuned)
    {
        var ours = rows.Where(row => row.Method.StartsWith(kind + ":", StringComparison.Ordinal) && row.Tuned == tuned && row.Bytes <= baseline.Bytes && row.Scores.ContainsKey(task)).ToArray();
        var own = ours.Where(row => row.Method[(kind.Length + 1)..].Split('+').Contains(task)).ToArray();
        return (own.Length > 0 ? own : ours).MaxBy(row => row.Bytes);
    }

    private static double[] Values(ComparisonScore score) => [.. score.Outcomes.Select(value => (double)value)];
}

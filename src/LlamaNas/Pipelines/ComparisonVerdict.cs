using LlamaNas.Statistics;

namespace LlamaNas.Pipelines;

/// <summary>Ours against a baseline on one task, document by document (chunk by chunk, where it is a perplexity).</summary>
/// <param name="Ours">Our network: at most as many bytes, of these the largest.</param>
/// <param name="Differences">Ours minus the baseline's, one a document: accuracy, 0 or 1; of perplexities the log-likelihood of a token, in nats.</param>
/// <param name="IsPerplexity">Whether the task is a perplexity.</param>
internal sealed record ComparisonVerdict(ComparisonRow Ours, EquatableArray<double> Differences, bool IsPerplexity)
{
    /// <summary>The mean difference, 95 %.</summary>
    public ConfidenceInterval Difference { get; } = Bootstrap.Mean([.. Differences]);

    /// <summary>Ours is better beyond the interval.</summary>
    public bool Won => Difference.Lower > 0;

    /// <summary>Ours is worse beyond the interval.</summary>
    public bool Lost => Difference.Upper < 0;

    /// <summary>Compares a baseline's row with ours of one kind; null where ours has nothing as small, or was scored on other documents.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="baseline">The baseline's row.</param>
    /// <param name="task">The task.</param>
    /// <param name="kind">ours, ours-tuned or ours-base.</param>
    /// <param name="tuned">Whether ours is trained.</param>
    public static ComparisonVerdict? Of(IReadOnlyList<ComparisonRow> rows, ComparisonRow baseline, string task, string kind, bool tuned)
    {
        if (!baseline.Scores.TryGetValue(task, out var score) || Nearest(rows, baseline, task, kind, tuned) is not { } ours
            || ours.Scores[task].Outcomes.Count != score.Outcomes.Count)
            return null;
        return new ComparisonVerdict(ours, [.. Values(ours.Scores[task]).Zip(Values(score), (our, theirs) => our - theirs)], score.IsPerplexity);
    }

    /// <summary>All choice tasks of one baseline together, each document counting alike; null where there are fewer than two tasks.</summary>
    public static ConfidenceInterval? Pooled(IEnumerable<ComparisonVerdict> verdicts)
    {
        var choices = verdicts.Where(verdict => !verdict.IsPerplexity).ToArray();
        return choices.Length < 2 ? null : Bootstrap.Mean([.. choices.SelectMany(verdict => verdict.Differences)]);
    }

    /// <summary>
    /// Our row that is compared: of the search on this task where there was one, else of any; the largest that has at most the baseline's bytes. Where only some of ours were trained on, none
    /// stands in for a larger one that was not.
    /// </summary>
    public static ComparisonRow? Nearest(IReadOnlyList<ComparisonRow> rows, ComparisonRow baseline, string task, string kind, bool tuned)
    {
        var (source, sourceTuned) = kind switch
        {
            ComparisonRow.OursTuned => (ComparisonRow.Ours, true),
            ComparisonRow.OursBase => (ComparisonRow.OursBase, false),
            _ => (kind, tuned),
        };
        return Largest(rows, baseline, task, source, sourceTuned) is not { } nearest ? null
            : (source, sourceTuned) == (kind, tuned) ? nearest
            : rows.FirstOrDefault(row => row.Method == $"{kind}:{Search(nearest)}" && row.Tuned == tuned && row.Parameters == nearest.Parameters
                && row.Architecture == nearest.Architecture && row.Weights == nearest.Weights && row.Scores.ContainsKey(task));
    }

    private static ComparisonRow? Largest(IReadOnlyList<ComparisonRow> rows, ComparisonRow baseline, string task, string kind, bool tuned)
    {
        var ours = rows.Where(row => row.Method.StartsWith(kind + ":", StringComparison.Ordinal) && row.Tuned == tuned && row.Bytes <= baseline.Bytes && row.Scores.ContainsKey(task)).ToArray();
        var own = ours.Where(row => Search(row).Split('+').Contains(task)).ToArray();
        return (own.Length > 0 ? own : ours).MaxBy(row => row.Bytes);
    }

    private static string Search(ComparisonRow ours) => ours.Method[(ours.Method.IndexOf(':', StringComparison.Ordinal) + 1)..];

    // Chunks have equally many tokens, which the perplexity tells: its logarithm is the mean over all of them.
    private static double[] Values(ComparisonScore score)
    {
        var tokens = score.IsPerplexity ? score.Outcomes.Average(value => (double)value) / -Math.Log(score.Value) : 1;
        return [.. score.Outcomes.Select(value => value / tokens)];
    }
}

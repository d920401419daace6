using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Scores sub-networks, asking the run store first and adding to it: nothing is computed twice.</summary>
public sealed class StoredScorer(ModelSession session, RunStore store)
{
    /// <summary>A sub-network's score on a task.</summary>
    public TaskScore Score(
        PreparedTask task, SubNetwork subNetwork, Precision precision, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var split = task.Options.Split.ToString().ToLowerInvariant();
        if (store.FindScore(subNetwork, task.Task.Name, split, precision.Name()) is { } known && known.Outcomes.Count == task.Documents.Count)
            return known;

        var result = session.Score(task, subNetwork, precision, progress, cancellationToken);
        var score = new TaskScore(
            subNetwork, task.Task.Name, split, precision.Name(), result.Accuracy.Name, result.Accuracy.Value, result.Accuracy.StandardError,
            [.. result.AccuracyScores.Select(value => (float)value)], result.ComputedTokens, result.Seconds);
        store.AddScore(score);
        return score;
    }
}

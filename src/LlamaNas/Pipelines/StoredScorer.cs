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
        if (Find(task, subNetwork, precision) is { } known)
            return known;

        var score = ScoreOf(task, subNetwork, precision, session.Score(task, subNetwork, precision, progress, cancellationToken));
        store.AddScore(score);
        return score;
    }

    /// <summary>Scores of several sub-networks on a task, in their order; those that are not known yet are computed together and stored together.</summary>
    /// <param name="task">The task.</param>
    /// <param name="subNetworks">The sub-networks, none twice.</param>
    /// <param name="precision">Precision of scoring.</param>
    /// <param name="progress">Told the share, 0 to 1, of the computation that is done; may be null.</param>
    /// <param name="cancellationToken">Stops between batches; nothing of the computation is kept then.</param>
    public IReadOnlyList<TaskScore> Score(
        PreparedTask task, IReadOnlyList<SubNetwork> subNetworks, Precision precision, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var known = subNetworks.Select(subNetwork => Find(task, subNetwork, precision)).ToArray();
        SubNetwork[] missing = [.. subNetworks.Where((_, index) => known[index] is null)];
        var computed = new Queue<TaskScore>(missing.Zip(
            PopulationEvaluator.Evaluate(session, task, missing, precision, progress, cancellationToken),
            (subNetwork, result) => ScoreOf(task, subNetwork, precision, result)));
        foreach (var score in computed)
            store.AddScore(score);
        return [.. known.Select(score => score ?? computed.Dequeue())];
    }

    private TaskScore? Find(PreparedTask task, SubNetwork subNetwork, Precision precision) =>
        store.FindScore(subNetwork, task.Task.Name, task.SplitName, precision.Name()) is { } known && known.Outcomes.Count == task.Documents.Count ? known : null;

    private static TaskScore ScoreOf(PreparedTask task, SubNetwork subNetwork, Precision precision, TaskResult result) => new(
        subNetwork, task.Task.Name, task.SplitName, precision.Name(), result.Accuracy.Name, result.Accuracy.Value, result.Accuracy.StandardError,
        [.. result.AccuracyScores.Select(value => (float)value)], result.ComputedTokens, result.Seconds);
}

using System.Diagnostics;
using LlamaNas.Baselines;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Tokens;

namespace LlamaNas.Pipelines;

/// <summary>Scores networks of a comparison, trains those that are to be trained, and keeps their rows; what is there is not computed again.</summary>
/// <param name="settings">What is trained.</param>
/// <param name="store">The rows.</param>
/// <param name="tasks">The tasks.</param>
/// <param name="tokenizer">Of the model.</param>
/// <param name="training">How pruned networks are trained.</param>
/// <param name="progress">Told of every network; may be null.</param>
internal sealed class ComparisonScoring(
    ComparisonSettings settings, ComparisonStore store, IReadOnlyList<(string Name, IPreparedTask Task)> tasks, LlamaTokenizer tokenizer, Lazy<RecoveryTraining> training,
    IProgress<PipelineEvent>? progress)
{
    /// <summary>Whether a method's network is scored on all tasks, and trained where it is to be.</summary>
    public bool Finished(string method, double reduction) =>
        Complete(RowIdentity.Of(method, reduction, tuned: false)) && (!Trains(method, reduction) || Complete(RowIdentity.Of(method, reduction, tuned: true)));

    /// <summary>Scores a network as it was pruned, then trained where it is to be.</summary>
    /// <param name="pruned">The network.</param>
    /// <param name="seconds">What pruning took.</param>
    /// <param name="weights">Of a network of ours, which weights it has; else empty.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public void Add(PrunedNetwork pruned, double seconds, string weights = "", CancellationToken cancellationToken = default)
    {
        Score(pruned, tuned: false, seconds, weights, cancellationToken);
        Train(pruned, seconds, weights, cancellationToken);
    }

    /// <summary>Scores a network.</summary>
    public void Score(PrunedNetwork pruned, bool tuned, double seconds, string weights, CancellationToken cancellationToken)
    {
        var row = Row(pruned, tuned, seconds, weights);
        if (Complete(row.Identity))
            return;
        var known = store.Find(row.Identity)?.Scores;
        var scores = new Dictionary<string, ComparisonScore>();
        foreach (var (name, task) in tasks.Where(task => known?.ContainsKey(task.Name) != true))
        {
            var result = task.Evaluate(
                new LogLikelihoodScorer(pruned.Network, pruned.SubNetwork), new GreedyGenerator(pruned.Network, pruned.SubNetwork, tokenizer), null, cancellationToken);
            var perplexity = result.Accuracy.Name.EndsWith("perplexity", StringComparison.Ordinal);
            scores[name] = new ComparisonScore(
                result.Accuracy.Name, result.Accuracy.Value, result.Accuracy.StandardError,
                [.. perplexity ? result.Documents.Select(document => (float)document.LogLikelihoods[0]) : result.AccuracyScores.Select(value => (float)value)]);
        }

        store.Add(row with { Scores = scores });
        progress?.Report(new StageFinished(
            FormattableString.Invariant($"{pruned.Method}{(tuned ? ", trained" : "")}, {pruned.Parameters / 1e6:F1} M"), seconds,
            string.Join(", ", scores.Select(score => FormattableString.Invariant($"{score.Key} {score.Value.Value:G4}")))));
    }

    /// <summary>Trains a network where it is to be, and scores it.</summary>
    public void Train(PrunedNetwork pruned, double seconds, string weights, CancellationToken cancellationToken)
    {
        if (!Trains(pruned.Method, pruned.Reduction) || Complete(Row(pruned, tuned: true, seconds, weights).Identity))
            return;
        var started = Stopwatch.GetTimestamp();
        using var tuned = training.Value.Train(pruned, progress, cancellationToken);
        Score(tuned, tuned: true, seconds + Stopwatch.GetElapsedTime(started).TotalSeconds, weights, cancellationToken);
    }

    /// <summary>The row of a network, without scores.</summary>
    public static ComparisonRow Row(PrunedNetwork pruned, bool tuned, double seconds, string weights) => new()
    {
        Method = pruned.Method,
        Reduction = pruned.Reduction,
        Parameters = pruned.Parameters,
        Bytes = pruned.Bytes,
        Tuned = tuned,
        Seconds = seconds,
        Architecture = pruned.IsSubNetworkOfItsParent ? pruned.SubNetwork.ToString() : "",
        Weights = weights,
    };

    private bool Complete(RowIdentity identity) => store.Find(identity) is { } row && tasks.All(task => row.Scores.ContainsKey(task.Name));

    private bool Trains(string method, double reduction) => settings.FineTuneTokens > 0 && method != ComparisonRow.Full && TrainedMethods.Contains(settings.Tuned, method)
        && (settings.TunedReductions.Count == 0 || settings.TunedReductions.Any(percent => Math.Abs((percent / 100) - reduction) < ComparisonSettings.TunedReductionTolerance));
}

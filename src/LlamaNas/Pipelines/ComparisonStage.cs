using System.Diagnostics;
using LlamaNas.Baselines;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Prunes with every baseline, scores on the test split, trains where asked, and scores the fronts of our searches beside them.</summary>
public sealed class ComparisonStage : IDisposable
{
    private readonly ComparisonSettings _settings;
    private readonly IProgress<PipelineEvent>? _progress;
    private readonly ModelSession _session;
    private readonly IReadOnlyList<(string Name, IPreparedTask Task)> _tasks;
    private readonly PruningSubject _subject;
    private readonly ComparisonStore _store;
    private readonly Lazy<RecoveryTraining> _training;

    /// <summary>Opens everything, so that a mistake shows before anything is computed.</summary>
    /// <param name="settings">What is compared.</param>
    /// <param name="progress">Told of every network; may be null.</param>
    public ComparisonStage(ComparisonSettings settings, IProgress<PipelineEvent>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _progress) = (settings, progress);
        BaselineCatalog.Find(settings.Baselines);
        RecoveryTraining.Options(settings).Validate();
        _session = ModelSession.Open(settings.Model, Precision.BFloat16);
        try
        {
            _tasks = [.. settings.Tasks.Select(task => (TaskCatalog.Find(task).Name, Prepare(task)))];
            var calibration = Calibration.Draw(
                CalibrationFile.Texts(settings.Calibration).Select(text => _session.Tokenizer.Encode(text).ToArray()), settings.CalibrationSequences, settings.CalibrationLength, settings.Seed);
            _subject = new PruningSubject(_session.Network, calibration, settings.Seed, progress is null ? null : new StepText(progress));
            _store = new ComparisonStore(settings.Rows, $"{_session.Checkpoint.ContentHash[..12]} limit {settings.Limit} chunks {settings.Chunks} "
                + $"calibration {settings.CalibrationSequences}x{settings.CalibrationLength} seed {settings.Seed}", Training(settings));
            _training = new Lazy<RecoveryTraining>(() => RecoveryTraining.Open(settings, _session.Tokenizer, _session.Network));
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>Computes what is missing.</summary>
    /// <param name="cancellationToken">Stops between networks; finished ones stay.</param>
    /// <returns>All rows: the full network, the baselines, ours.</returns>
    public IReadOnlyList<ComparisonRow> Run(CancellationToken cancellationToken = default)
    {
        var full = SubNetwork.Full(_session.Config);
        Row(() => PrunedNetwork.Of(ComparisonRow.Full, 0, _session.Network, full, owns: false), ComparisonRow.Full, 0, cancellationToken);
        foreach (var baseline in BaselineCatalog.Find(_settings.Baselines))
            Baseline(baseline, cancellationToken);
        var fronts = _settings.Runs.Select(FrontOfRun.Read).ToArray();
        foreach (var front in fronts)
            Front(front, Array.Exists(fronts, IsParents), cancellationToken);
        return _store.Rows;
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _session.Dispose();

    private static string Training(ComparisonSettings settings) => settings.FineTuneTokens == 0 ? "" : FormattableString.Invariant(
        $"tokens {settings.FineTuneTokens}{(settings.FineTuneDistillation > 0 ? $" distillation {settings.FineTuneDistillation}" : "")}");

    private void Baseline(IBaseline baseline, CancellationToken cancellationToken)
    {
        double[] missing = baseline is SparseBaseline
            ? SparseBaseline.RowNames(baseline.Name).All(name => _store.Rows.Any(row => row.Method == name && Finished(name, row.Reduction))) ? [] : [SparseBaseline.Share]
            : [.. _settings.Reductions.Select(percent => percent / 100).Where(reduction => !Finished(baseline.Name, reduction))];
        if (missing.Length == 0)
            return;
        missing = [.. missing.Where(reduction => !Known(baseline, reduction, cancellationToken))];
        if (missing.Length == 0)
            return;
        _progress?.Report(new StageStarted($"{baseline.Name} at {string.Join(", ", missing.Select(share => FormattableString.Invariant($"{100 * share:F0} %")))}"));
        using var networks = baseline.Prune(_subject, missing, cancellationToken).GetEnumerator();
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            if (!networks.MoveNext())
                return;
            using var pruned = networks.Current;
            Add(pruned, Stopwatch.GetElapsedTime(started).TotalSeconds, cancellationToken);
        }
    }

    // What a method has found before is scored on new tasks, and trained, without pruning again where its architecture says all.
    private bool Known(IBaseline baseline, double reduction, CancellationToken cancellationToken)
    {
        if (_store.Find(baseline.Name, reduction, tuned: false) is not { Architecture.Length: > 0 } known)
            return false;
        using var pruned = baseline.Recall(_subject, reduction, SubNetworkJson.Parse(known.Architecture));
        if (pruned is null)
            return false;
        Add(pruned, known.Seconds, cancellationToken);
        return true;
    }

    // The members that some baseline is compared with: for each of its sizes the largest that is not larger. What a search on the parent's own weights found stands for ours without
    // training; only where there is none do the architectures found with trained weights, on the parent's.
    private void Front(FrontOfRun front, bool parentsSearched, CancellationToken cancellationToken)
    {
        var sizes = _store.Rows.Where(row => !row.IsOurs && row.Method != ComparisonRow.Full).Select(row => row.Bytes / 2).Distinct().Order().ToArray();
        var members = sizes.Select(size => front.Largest(size)).OfType<SubNetwork>().Distinct().ToArray();
        using var searched = front.WeightsHash == _session.Checkpoint.ContentHash ? null : ModelSession.Open(front.ModelFolder, Precision.BFloat16);
        if (IsParents(front))
        {
            Untrained(front, members, searched?.Network ?? _session.Network, cancellationToken);
            return;
        }

        if (!parentsSearched)
        {
            using var ordered = Ordered();
            Untrained(front, members, ordered, cancellationToken);
        }

        foreach (var member in members.Prepend(SubNetwork.Full(_session.Config)))
            Searched(front, searched!.Network, member, cancellationToken);
    }

    private bool IsParents(FrontOfRun front) =>
        front.WeightsHash == _session.Checkpoint.ContentHash || OrderStage.OriginalHash(front.ModelFolder) == _session.Checkpoint.ContentHash;

    private void Untrained(FrontOfRun front, IEnumerable<SubNetwork> members, SuperNetwork network, CancellationToken cancellationToken)
    {
        foreach (var member in members)
            Row(() => PrunedNetwork.Of($"ours-base:{front.Name}", Share(member), network, member, owns: false), $"ours-base:{front.Name}", Share(member), cancellationToken);
    }

    private void Searched(FrontOfRun front, SuperNetwork network, SubNetwork architecture, CancellationToken cancellationToken)
    {
        var name = $"ours:{front.Name}";
        using var member = PrunedNetwork.Of(name, Share(architecture), network, architecture, owns: false);
        if (_store.Find(name, member.Reduction, tuned: true) is not { } known || !Complete(known))
            Score(member, tuned: true, seconds: 0, cancellationToken);
        if (member.Reduction > 0)
            Train(member with { Method = $"ours-tuned:{front.Name}" }, 0, cancellationToken);
    }

    private void Row(Func<PrunedNetwork> make, string method, double reduction, CancellationToken cancellationToken)
    {
        if (Finished(method, reduction))
            return;
        using var pruned = make();
        Add(pruned, 0, cancellationToken);
    }

    private void Add(PrunedNetwork pruned, double seconds, CancellationToken cancellationToken)
    {
        if (_store.Find(pruned.Method, pruned.Reduction, tuned: false) is not { } known || !Complete(known))
            Score(pruned, tuned: false, seconds, cancellationToken);
        Train(pruned, seconds, cancellationToken);
    }

    private void Train(PrunedNetwork pruned, double seconds, CancellationToken cancellationToken)
    {
        if (!Tunes(pruned.Method, pruned.Reduction) || (_store.Find(pruned.Method, pruned.Reduction, tuned: true) is { } trained && Complete(trained)))
            return;
        var started = Stopwatch.GetTimestamp();
        using var tuned = _training.Value.Train(pruned, _progress, cancellationToken);
        Score(tuned, tuned: true, seconds + Stopwatch.GetElapsedTime(started).TotalSeconds, cancellationToken);
    }

    private void Score(PrunedNetwork pruned, bool tuned, double seconds, CancellationToken cancellationToken)
    {
        var known = _store.Find(pruned.Method, pruned.Reduction, tuned)?.Scores;
        var scores = new Dictionary<string, ComparisonScore>();
        foreach (var (name, task) in _tasks.Where(task => known?.ContainsKey(task.Name) != true))
        {
            var result = task.Evaluate(
                new LogLikelihoodScorer(pruned.Network, pruned.SubNetwork), new GreedyGenerator(pruned.Network, pruned.SubNetwork, _session.Tokenizer), null, cancellationToken);
            var perplexity = result.Accuracy.Name.EndsWith("perplexity", StringComparison.Ordinal);
            scores[name] = new ComparisonScore(
                result.Accuracy.Name, result.Accuracy.Value, result.Accuracy.StandardError,
                [.. perplexity ? result.Documents.Select(document => (float)document.LogLikelihoods[0]) : result.AccuracyScores.Select(value => (float)value)]);
        }

        _store.Add(new ComparisonRow
        {
            Method = pruned.Method,
            Reduction = pruned.Reduction,
            Parameters = pruned.Parameters,
            Bytes = pruned.Bytes,
            Tuned = tuned,
            Seconds = seconds,
            Architecture = pruned.Network.Config.HiddenSize == _session.Config.HiddenSize ? pruned.SubNetwork.ToString() : "",
            Scores = scores,
        });
        _progress?.Report(new StageFinished(
            FormattableString.Invariant($"{pruned.Method}{(tuned ? ", trained" : "")}, {pruned.Parameters / 1e6:F1} M"), seconds,
            string.Join(", ", scores.Select(score => FormattableString.Invariant($"{score.Key} {score.Value.Value:G4}")))));
    }

    private bool Finished(string method, double reduction) =>
        _store.Find(method, reduction, tuned: false) is { } row && Complete(row)
        && (!Tunes(method, reduction) || (_store.Find(method, reduction, tuned: true) is { } tuned && Complete(tuned)));

    private bool Tunes(string method, double reduction) =>
        _settings.FineTuneTokens > 0 && method != ComparisonRow.Full
        && (_settings.Tuned.Count == 0 || _settings.Tuned.Contains(method) || _settings.Tuned.Contains(method.Split(':')[0]) || _settings.Tuned.Any(name => SparseBaseline.RowNames(name).Contains(method)))
        && (_settings.TunedReductions.Count == 0 || _settings.TunedReductions.Any(percent => Math.Abs((percent / 100) - reduction) < 0.04));

    private bool Complete(ComparisonRow row) => _tasks.All(task => row.Scores.ContainsKey(task.Name));

    private double Share(SubNetwork member) => 1 - ((double)ParameterCount.Of(_session.Config, member) / ParameterCount.Of(_session.Config));

    private IPreparedTask Prepare(string task) => _session.PrepareAny(task, _settings.DataFolder, TaskCatalog.Find(task) is PerplexityTask
        ? new EvaluationOptions { Limit = _settings.Chunks, ChunkLength = 512 }
        : new EvaluationOptions { Limit = _settings.Limit, Split = DocumentSplit.Test });

    // The parent's weights with channels ordered by importance, as fine-tuning starts; a search on the parent itself has seen its own order.
    private SuperNetwork Ordered()
    {
        using var draft = new WeightDraft(_session.Network);
        var ordered = draft.Build(_session.Network.Options);
        ChannelImportance.Order(ordered, _subject.Calibration.Sequences);
        return ordered;
    }

    private sealed class StepText(IProgress<PipelineEvent> progress) : IProgress<string>
    {
        public void Report(string value) => progress.Report(new StageProgress(value, 0, 1, "", null));
    }
}

using System.Diagnostics;
using LlamaNas.Baselines;
using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Runs;
using LlamaNas.Spaces;
using LlamaNas.Training;

namespace LlamaNas.Pipelines;

/// <summary>Prunes with every baseline, scores on the test split, trains where asked, and scores the fronts of our searches beside them.</summary>
public sealed class ComparisonStage : IDisposable
{
    private readonly ComparisonSettings _settings;
    private readonly IProgress<PipelineEvent>? _progress;
    private readonly ModelSession _session;
    private readonly PruningSubject _subject;
    private readonly ComparisonStore _store;
    private readonly ComparisonScoring _scoring;
    private readonly ComparisonFronts _fronts;
    private readonly List<string> _unreached = [];

    /// <summary>Opens everything, so that a mistake shows before anything is computed.</summary>
    /// <param name="settings">What is compared.</param>
    /// <param name="progress">Told of every network; may be null.</param>
    /// <exception cref="UsageException">A setting says nothing, a file is missing, or the rows are of another comparison or written by another process.</exception>
    public ComparisonStage(ComparisonSettings settings, IProgress<PipelineEvent>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _progress) = (settings, progress);
        settings.Validate();
        var examples = settings.FineTuneTokens > 0 ? InstructionFile.Read(settings.FineTuneData) : [];
        _session = ModelSession.Open(settings.Model, Precision.BFloat16);
        try
        {
            (string, IPreparedTask)[] tasks = [.. settings.Tasks.Select(task => (TaskCatalog.Find(task).Name, Prepare(task)))];
            var calibration = Calibration.Draw(
                CalibrationFile.Texts(settings.Calibration).Select(text => _session.Tokenizer.Encode(text).ToArray()), settings.CalibrationSequences, settings.CalibrationLength, settings.Seed);
            _subject = new PruningSubject(_session.Network, calibration, settings.Seed, progress is null ? null : new StepText(progress));
            _store = new ComparisonStore(settings.Rows, $"{Fingerprint.OfHash(_session.Checkpoint.ContentHash)} limit {settings.Limit} chunks {settings.Chunks} "
                + $"calibration {settings.CalibrationSequences}x{settings.CalibrationLength} of {Fingerprint.OfFile(settings.Calibration)} seed {settings.Seed}", Training(settings));
            var training = new Lazy<RecoveryTraining>(() => RecoveryTraining.Open(settings, examples, _session.Tokenizer, _session.Network));
            _scoring = new ComparisonScoring(settings, _store, tasks, _session.Tokenizer, training, progress);
            _fronts = new ComparisonFronts(settings.Runs, _session, _subject, _scoring);
        }
        catch
        {
            _store?.Dispose();
            _session.Dispose();
            throw;
        }
    }

    /// <summary>Sizes that a method does not reach, a sentence each; known once the comparison has run.</summary>
    public IReadOnlyList<string> Unreached => _unreached;

    /// <summary>Computes what is missing.</summary>
    /// <param name="cancellationToken">Stops between networks; finished ones stay.</param>
    /// <returns>All rows: the full network, the baselines, ours of the runs that were given.</returns>
    public IReadOnlyList<ComparisonRow> Run(CancellationToken cancellationToken = default)
    {
        using (var full = PrunedNetwork.Of(ComparisonRow.Full, 0, _session.Network, SubNetwork.Full(_session.Config), owns: false))
            _scoring.Add(full, 0, cancellationToken: cancellationToken);
        foreach (var baseline in BaselineCatalog.Find(_settings.Baselines))
            Baseline(baseline, cancellationToken);
        var sizes = _store.Rows.Where(row => !row.IsOurs && row.Method != ComparisonRow.Full).Select(row => row.Bytes / 2).Distinct().Order().ToArray();
        var ours = _fronts.Run(sizes, cancellationToken);
        return [.. _store.Rows.Where(row => !row.IsOurs || ours.Contains(row.Identity))];
    }

    /// <summary>Frees the weights, and lets other processes write the rows.</summary>
    public void Dispose()
    {
        _fronts.Dispose();
        _store.Dispose();
        _session.Dispose();
    }

    private static string Training(ComparisonSettings settings) => settings.FineTuneTokens == 0 ? "" : FormattableString.Invariant(
        $"tokens {settings.FineTuneTokens} of {Fingerprint.OfFile(settings.FineTuneData)}{(settings.FineTuneDistillation > 0 ? $" distillation {settings.FineTuneDistillation}" : "")}");

    private void Baseline(IBaseline baseline, CancellationToken cancellationToken)
    {
        double[] missing = baseline is SparseBaseline
            ? SparseBaseline.RowNames(baseline.Name).All(name => _store.Rows.Any(row => row.Method == name && _scoring.Finished(name, row.Reduction))) ? [] : [SparseBaseline.Share]
            : [.. _settings.Reductions.Select(percent => percent / 100).Where(reduction => !_scoring.Finished(baseline.Name, reduction))];
        missing = [.. Unknown(baseline, missing, cancellationToken)];
        if (missing.Length == 0)
            return;
        _progress?.Report(new StageStarted($"{baseline.Name} at {string.Join(", ", missing.Select(share => FormattableString.Invariant($"{100 * share:F0} %")))}"));
        using var networks = baseline.Prune(_subject, missing, cancellationToken).GetEnumerator();
        var seconds = 0.0;
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            if (!Next(networks))
                return;
            using var pruned = networks.Current;
            var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
            seconds = baseline.SharesWork ? seconds + elapsed : elapsed;
            _scoring.Add(pruned, seconds, cancellationToken: cancellationToken);
        }
    }

    // A size that one method does not reach is no reason to give up the others.
    private bool Next(IEnumerator<PrunedNetwork> networks)
    {
        try
        {
            return networks.MoveNext();
        }
        catch (UnreachableSizeException exception)
        {
            _unreached.Add(exception.Message);
            _progress?.Report(new StageFinished("not reached", 0, exception.Message));
            return false;
        }
    }

    // What a method has found before is scored on new tasks, and trained, without pruning again where its architecture says all. What is left has to be pruned.
    private List<double> Unknown(IBaseline baseline, IEnumerable<double> reductions, CancellationToken cancellationToken)
    {
        var unknown = new List<double>();
        foreach (var reduction in reductions)
        {
            var known = _store.Find(RowIdentity.Of(baseline.Name, reduction, tuned: false));
            using var pruned = known is { Architecture.Length: > 0 } ? baseline.Recall(_subject, reduction, SubNetworkJson.Parse(known.Architecture)) : null;
            if (pruned is null)
                unknown.Add(reduction);
            else
                _scoring.Add(pruned, known!.Seconds, cancellationToken: cancellationToken);
        }

        return unknown;
    }

    private IPreparedTask Prepare(string task) => _session.PrepareAny(task, _settings.DataFolder, TaskCatalog.Find(task) is PerplexityTask
        ? new EvaluationOptions { Limit = _settings.Chunks, ChunkLength = 512 }
        : new EvaluationOptions { Limit = _settings.Limit, Split = DocumentSplit.Test });

    private sealed class StepText(IProgress<PipelineEvent> progress) : IProgress<string>
    {
        public void Report(string value) => progress.Report(new StageProgress(value, 0, 1, "", null));
    }
}

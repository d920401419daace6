using System.Diagnostics;
using System.Globalization;
using LlamaNas.Measurement;
using LlamaNas.Runs;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Pipelines;

/// <summary>The latency table of a search: measured once, kept in a file beside the run store, and used again when the search is resumed.</summary>
public static class LatencyStage
{
    /// <summary>The table's file where none is named: RUN.latency.json beside RUN.db.</summary>
    public static string DefaultPath(RunStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Path.ChangeExtension(store.Path, ".latency.json");
    }

    /// <summary>
    /// Reads the table, or measures it: all of it where there is none, or one of an older version; what the space needs and the file lacks where that was measured
    /// for another space. Parts that are there keep their numbers.
    /// </summary>
    /// <param name="session">The model.</param>
    /// <param name="settings">The search.</param>
    /// <param name="path">The table's file.</param>
    /// <param name="progress">Told what is measured, and how near the sums are to whole networks; may be null.</param>
    /// <param name="cancellationToken">Stops between runs; nothing is written then.</param>
    /// <exception cref="UsageException">The file holds a table of another model, precision or request, or lacks parts and is another machine's.</exception>
    public static LatencyTable Open(
        ModelSession session, SearchSettings settings, string path, IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(settings);
        var key = new LatencyTable
        {
            Machine = MachineName.Describe(),
            Weights = session.Checkpoint.ContentHash,
            Precision = settings.Precision.Name(),
            Workload = settings.Latency,
            Parts = new Dictionary<string, PartLatency>(),
        };
        var space = SearchSpace.Load(settings.Space, session.Config);
        var stored = File.Exists(path) ? Fitting(LatencyTableFile.Read(path), key, path) : key;
        var known = stored.Version == LatencyTable.CurrentVersion ? stored : key;
        var missing = known.Missing(session.Config, space);
        if (missing.Count == 0)
            return known;

        if (known.Machine != key.Machine)
            throw new UsageException($"{path}: a latency table of another machine ({known.Machine}; here: {key.Machine}) that lacks {string.Join("; ", missing)}. Name another file with --latency-table, or remove this one to measure anew.");
        var why = stored.Version != known.Version ? $"; {path} has version {stored.Version} and is measured anew"
            : known.Parts.Count > 0 ? $"; {path} lacks {string.Join("; ", missing)}"
            : "";
        var started = Stopwatch.GetTimestamp();
        progress?.Report(new StageStarted($"Measure latency ({settings.Latency}, {key.Precision}{why})"));
        using var timer = new NetworkTimer(session, settings.Latency);
        var table = LatencyTableBuilder.Measure(timer, session.Config, space, known, progress: Percent(progress), cancellationToken: cancellationToken);
        LatencyTableFile.Write(path, table);
        progress?.Report(new StageFinished("Measure latency", Stopwatch.GetElapsedTime(started).TotalSeconds, $"{Errors(table.Checks)}, {path}"));
        return table;
    }

    /// <summary>Measures the front's members whole, in turns, and adds them to the table's file.</summary>
    /// <param name="session">The model.</param>
    /// <param name="settings">The search.</param>
    /// <param name="run">What it found.</param>
    /// <param name="path">The table's file.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Stops between runs; nothing is written then.</param>
    public static LatencyTable MeasureFront(
        ModelSession session, SearchSettings settings, StoredRun run, string path, IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var table = LatencyTableFile.Read(path);
        SubNetwork[] front = [.. run.Front.Select(candidate => candidate.SubNetwork).Prepend(SubNetwork.Full(run.Config)).Distinct()];
        if (front.Select(network => network.ToString()).SequenceEqual(table.Front.Select(check => check.Architecture)))
            return table;

        var started = Stopwatch.GetTimestamp();
        progress?.Report(new StageStarted("Measure the front whole"));
        using var timer = new NetworkTimer(session, table.Workload);
        var measured = LatencyProbe.Measure(timer, front, progress: Percent(progress), cancellationToken: cancellationToken);
        table = table with { Front = [.. front.Zip(measured, (network, latency) => LatencyTableBuilder.Check(run.Config, table, network, latency))] };
        LatencyTableFile.Write(path, table);
        progress?.Report(new StageFinished("Measure the front whole", Stopwatch.GetElapsedTime(started).TotalSeconds, Errors(table.Front)));
        return table;
    }

    private static LatencyTable Fitting(LatencyTable table, LatencyTable key, string path)
    {
        foreach (var (name, own, other) in ((string, string, string)[])[
            ("weights", key.Weights, table.Weights), ("precision", key.Precision, table.Precision), ("request", key.Workload.ToString(), table.Workload.ToString())])
        {
            if (own != other)
                throw new UsageException($"{path}: a latency table of another search ({name} is '{other}' there, '{own}' here). Name another file with --latency-table, or remove this one to measure anew.");
        }

        return table;
    }

    private static string Errors(EquatableArray<LatencyCheck> checks)
    {
        var (prefill, decode) = (checks.Select(check => check.PrefillError).ToArray(), checks.Select(check => check.DecodeError).ToArray());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"sums of parts against {checks.Count} whole networks: prefill {100 * Quantiles.Median(prefill):F1} % off (at most {100 * prefill.Max():F1} %), decoding {100 * Quantiles.Median(decode):F1} % (at most {100 * decode.Max():F1} %)");
    }

    private static TimingShare? Percent(IProgress<PipelineEvent>? progress) => progress is null ? null : new TimingShare(progress);
}

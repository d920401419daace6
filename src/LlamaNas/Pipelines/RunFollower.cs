using System.Globalization;
using System.Runtime.CompilerServices;
using LlamaNas.Runs;

namespace LlamaNas.Pipelines;

/// <summary>How far searches are, as their run stores show it.</summary>
/// <param name="Evaluations">Networks evaluated, over all stores.</param>
/// <param name="Budget">Networks to evaluate, over all stores.</param>
/// <param name="PerMinute">Networks evaluated a minute, from one addition to the store to a later one (they come in bursts); null before the second.</param>
public sealed record RunStatus(int Evaluations, int Budget, double? PerMinute)
{
    /// <summary>Whether a search writes to one of the stores; after a killed one this stays true.</summary>
    public bool IsGrowing { get; init; } = true;

    /// <summary>Estimated time to the end; null where the rate is unknown or nothing is left.</summary>
    public TimeSpan? TimeLeft => PerMinute is > 0 && Evaluations < Budget && IsGrowing ? TimeSpan.FromMinutes((Budget - Evaluations) / PerMinute.Value) : null;

    /// <summary>The status as a sentence.</summary>
    public override string ToString() => Evaluations >= Budget
        ? string.Create(CultureInfo.InvariantCulture, $"Finished: {Evaluations} networks evaluated.")
        : !IsGrowing ? string.Create(CultureInfo.InvariantCulture, $"No search is running: {Evaluations} of {Budget} networks evaluated.")
        : string.Create(CultureInfo.InvariantCulture, $"{Evaluations} of {Budget} networks evaluated")
            + (PerMinute is { } rate ? string.Create(CultureInfo.InvariantCulture, $", {rate:F1} a minute") : "")
            + (TimeLeft is { } left ? string.Create(CultureInfo.InvariantCulture, $", about {Math.Ceiling(left.TotalMinutes):F0} min left.") : ".");
}

/// <summary>Follows run stores while other processes write to them.</summary>
public static class RunFollower
{
    /// <summary>Looks into the stores at intervals; yields once at first and then whenever something was added, or the last search stopped or one went on.</summary>
    /// <param name="paths">Paths of the run stores.</param>
    /// <param name="interval">Time between two looks.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="cancellationToken">Ends the following, with an <see cref="OperationCanceledException"/>.</param>
    public static async IAsyncEnumerable<RunStatus> FollowAsync(
        IReadOnlyList<string> paths, TimeSpan interval, TimeProvider? timeProvider = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var clock = timeProvider ?? TimeProvider.System;
        var stores = new List<RunStore>();
        try
        {
            foreach (var path in paths)
                stores.Add(RunStore.OpenToRead(path));
            (long Time, int Evaluations)? firstRise = null;
            var before = Evaluations(stores);
            for (var (seen, grew) = (Array.Empty<long>(), false); ;)
            {
                var versions = stores.Select(store => store.DataVersion).ToArray();
                var growing = paths.Any(SingleWriter.MayBeHeld);
                if (!versions.SequenceEqual(seen) || growing != grew)
                {
                    if (growing && !grew)
                        (firstRise, before) = (null, Evaluations(stores));          // the time between two searches is no part of a rate
                    (seen, grew) = (versions, growing);
                    var evaluations = Evaluations(stores);
                    double? rate = firstRise is { } rise && evaluations > rise.Evaluations ? (evaluations - rise.Evaluations) / clock.GetElapsedTime(rise.Time).TotalMinutes : null;
                    if (evaluations > before)
                        firstRise ??= (clock.GetTimestamp(), evaluations);
                    yield return new RunStatus(evaluations, paths.Sum(Budget), rate) { IsGrowing = growing };
                }

                await Task.Delay(interval, clock, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var store in stores)
                store.Dispose();
        }
    }

    // Read anew each time: a search that goes on may have a larger budget.
    private static int Budget(string path)
    {
        using var store = RunStore.OpenToRead(path);
        return int.Parse(store.Settings["budget"] ?? "0", CultureInfo.InvariantCulture);
    }

    private static int Evaluations(List<RunStore> stores) => stores.Sum(store => store.Candidates().Count);
}

namespace LlamaNas.Measurement;

/// <summary>Rounds in which things that are measured take turns, so that what else the machine does meets all of them alike; one round more, the first, warms up.</summary>
internal static class MeasuringRounds
{
    /// <summary>Measures everything in every round.</summary>
    /// <param name="count">Things that are measured.</param>
    /// <param name="rounds">Rounds that count, at least 1.</param>
    /// <param name="measure">Measures a thing once.</param>
    /// <param name="progress">Told the share, 0 to 1, that is done; may be null.</param>
    /// <param name="cancellationToken">Stops between measurements.</param>
    /// <returns>For each thing, one measurement a round.</returns>
    public static T[][] Run<T>(int count, int rounds, Func<int, T> measure, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        var samples = Enumerable.Range(0, count).Select(_ => new T[rounds]).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var index = 0; index < count; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var sample = measure(index);
                if (round >= 0)
                    samples[index][round] = sample;
                progress?.Report((((round + 1.0) * count) + index + 1) / ((rounds + 1) * count));
            }
        }

        return samples;
    }
}

using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>
/// Measures networks against each other (<see cref="MeasuringRounds"/>). Prefill and decode are measured apart.
/// </summary>
public static class LatencyProbe
{
    /// <summary>Rounds that count.</summary>
    public const int DefaultRounds = 5;

    /// <summary>Measures every network.</summary>
    /// <param name="timer">Runs them.</param>
    /// <param name="networks">The networks.</param>
    /// <param name="rounds">Rounds that count, at least 1; one more precedes them.</param>
    /// <param name="progress">Told the share, 0 to 1, that is done; may be null.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    /// <returns>One latency a network, in their order.</returns>
    public static IReadOnlyList<NetworkLatency> Measure(
        INetworkTimer timer, IReadOnlyList<SubNetwork> networks, int rounds = DefaultRounds, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var samples = MeasuringRounds.Run(
            networks.Count, rounds, index => (Prefill: timer.PrefillMilliseconds(networks[index]), Decode: timer.DecodeMilliseconds(networks[index])), progress, cancellationToken);
        return [.. samples.Select(own => new NetworkLatency(
            Timing.Of([.. own.Select(sample => sample.Prefill)]), Timing.Of([.. own.Select(sample => sample.Decode)])))];
    }
}

using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>
/// Measures networks against each other: one round to warm up, then rounds in which they take turns, so that what else the machine does meets all of
/// them alike. Prefill and decode are measured apart.
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
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        var samples = networks.Select(_ => (Prefill: new double[rounds], Decode: new double[rounds])).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            foreach (var (index, network) in networks.Index())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (prefill, decode) = (timer.PrefillMilliseconds(network), timer.DecodeMilliseconds(network));
                if (round >= 0)
                    (samples[index].Prefill[round], samples[index].Decode[round]) = (prefill, decode);
                progress?.Report((((round + 1.0) * networks.Count) + index + 1) / ((rounds + 1) * networks.Count));
            }
        }

        return [.. samples.Select(sample => new NetworkLatency(Timing.Of(sample.Prefill), Timing.Of(sample.Decode)))];
    }
}

namespace LlamaNas.Measurement;

/// <summary>What an engine does with a network in a second.</summary>
/// <param name="Prefill">Tokens read, one request alone.</param>
/// <param name="Decode">Tokens written, one request alone.</param>
/// <param name="Serving">Tokens written, several requests together, their prompts included.</param>
public sealed record Throughput(Timing Prefill, Timing Decode, Timing Serving);

/// <summary>A network's throughput, and against the first network of the same engine and precision in the same round.</summary>
/// <param name="Rates">Tokens a second.</param>
/// <param name="Ratios">Above 1 is faster than the first.</param>
/// <param name="ResidentBytes">Memory; null where it is not known.</param>
public sealed record ThroughputResult(Throughput Rates, Throughput Ratios, long? ResidentBytes);

/// <summary>Measures served networks in turns.</summary>
public static class ThroughputProbe
{
    /// <summary>Measures every network: one round warms up, the others count.</summary>
    /// <param name="networks">The networks.</param>
    /// <param name="references">For each, the place of the one that it is compared with.</param>
    /// <param name="workload">One request.</param>
    /// <param name="requests">Requests that are served together.</param>
    /// <param name="rounds">Rounds that count.</param>
    /// <param name="progress">Told the share, 0 to 1, that is done; may be null.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    public static IReadOnlyList<ThroughputResult> Measure(
        IReadOnlyList<IServedNetwork> networks, IReadOnlyList<int> references, LatencyWorkload workload, int requests, int rounds, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        var rates = networks.Select(_ => (Prefill: new double[rounds], Decode: new double[rounds], Serving: new double[rounds])).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            foreach (var (index, network) in networks.Index())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var prefill = workload.PromptTokens / network.PrefillSeconds(workload);
                var decode = 1 / network.DecodeSeconds(workload);
                var serving = 1 / network.ServingSeconds(workload, requests);
                if (round >= 0)
                    (rates[index].Prefill[round], rates[index].Decode[round], rates[index].Serving[round]) = (prefill, decode, serving);
                progress?.Report((((round + 1.0) * networks.Count) + index + 1) / ((rounds + 1) * networks.Count));
            }
        }

        return [.. networks.Select((network, index) => new ThroughputResult(
            new Throughput(Timing.Of(rates[index].Prefill), Timing.Of(rates[index].Decode), Timing.Of(rates[index].Serving)),
            new Throughput(
                Ratio(rates[index].Prefill, rates[references[index]].Prefill),
                Ratio(rates[index].Decode, rates[references[index]].Decode),
                Ratio(rates[index].Serving, rates[references[index]].Serving)),
            network.ResidentBytes(workload)))];
    }

    private static Timing Ratio(double[] own, double[] reference) => Timing.Of([.. own.Zip(reference, (left, right) => left / right)]);
}

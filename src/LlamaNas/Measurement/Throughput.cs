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
        var rates = MeasuringRounds.Run(
            networks.Count,
            rounds,
            index => (
                Prefill: workload.PromptTokens / networks[index].PrefillSeconds(workload),
                Decode: 1 / networks[index].DecodeSeconds(workload),
                Serving: 1 / networks[index].ServingSeconds(workload, requests)),
            progress,
            cancellationToken);
        return [.. networks.Select((network, index) => new ThroughputResult(
            Of(rates[index].Zip(rates[index]), (own, _) => own), Of(rates[index].Zip(rates[references[index]]), (own, reference) => own / reference), network.ResidentBytes(workload)))];

        static Throughput Of(IEnumerable<((double Prefill, double Decode, double Serving) Own, (double Prefill, double Decode, double Serving) Reference)> rounds, Func<double, double, double> of) => new(
            Timing.Of([.. rounds.Select(round => of(round.Own.Prefill, round.Reference.Prefill))]),
            Timing.Of([.. rounds.Select(round => of(round.Own.Decode, round.Reference.Decode))]),
            Timing.Of([.. rounds.Select(round => of(round.Own.Serving, round.Reference.Serving))]));
    }
}

using LlamaNas.Measurement;

namespace LlamaNas.Tests.Measurement;

public sealed class ThroughputProbeTests
{
    private static readonly LatencyWorkload Workload = new() { PromptTokens = 100, WrittenTokens = 5 };

    [Fact]
    public void Rates_and_ratios_are_medians_over_the_rounds()
    {
        var (full, half) = (new Served(seconds: 2), new Served(seconds: 1));

        var results = ThroughputProbe.Measure([full, half], [0, 0], Workload, requests: 3, rounds: 3);

        Assert.Equal([50, 100], results.Select(result => result.Rates.Prefill.Median));
        Assert.Equal([0.5, 1], results.Select(result => result.Rates.Decode.Median));
        Assert.Equal([1.5, 3], results.Select(result => result.Rates.Serving.Median));
        Assert.All([results[0].Ratios.Prefill.Median, results[0].Ratios.Decode.Median, results[0].Ratios.Serving.Median], ratio => Assert.Equal(1, ratio));
        Assert.All([results[1].Ratios.Prefill.Median, results[1].Ratios.Decode.Median, results[1].Ratios.Serving.Median], ratio => Assert.Equal(2, ratio));
        Assert.All(results, result => Assert.Equal(1234, result.ResidentBytes));
    }

    [Fact]
    public void A_slow_round_changes_no_ratio()
    {
        var slow = new[] { 1.0, 1, 8, 1 };   // the machine, round by round; the first warms up

        var results = ThroughputProbe.Measure([new Served(2) { Machine = slow }, new Served(1) { Machine = slow }], [0, 0], Workload, requests: 1, rounds: 3);

        Assert.Equal(new Timing(2, 2, 2), results[1].Ratios.Prefill);
        Assert.Equal(50, results[0].Rates.Prefill.Median);
    }

    private sealed class Served(double seconds) : IServedNetwork
    {
        private int _round = -1;

        public double[] Machine { get; init; } = [1, 1, 1, 1];

        public string Engine => "none";

        public string Precision => "none";

        public double PrefillSeconds(LatencyWorkload workload) => seconds * Machine[++_round];

        public double DecodeSeconds(LatencyWorkload workload) => seconds * Machine[_round];

        public double ServingSeconds(LatencyWorkload workload, int requests) => seconds * Machine[_round] / requests;

        public long? ResidentBytes(LatencyWorkload workload) => 1234;

        public void Dispose()
        {
        }
    }
}

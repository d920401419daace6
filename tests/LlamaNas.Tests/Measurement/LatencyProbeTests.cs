using LlamaNas.Measurement;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Measurement;

public sealed class LatencyProbeTests
{
    private static readonly SubNetwork[] Networks =
    [
        new() { Layers = [0, 1], FeedForwardWidths = [100, 200] },
        new() { Layers = [0], FeedForwardWidths = [100] },
    ];

    [Fact]
    public void Networks_take_turns_and_the_first_round_does_not_count()
    {
        var timer = new AdditiveTimer { Disturbance = call => call < 4 ? 500 : 0 };

        var latencies = LatencyProbe.Measure(timer, Networks, rounds: 3);

        Assert.Equal(
            Enumerable.Repeat<(string, SubNetwork)[]>([("prefill", Networks[0]), ("decode", Networks[0]), ("prefill", Networks[1]), ("decode", Networks[1])], 4).SelectMany(round => round),
            timer.Calls);
        Assert.Equal([12, 8], latencies.Select(latency => latency.Prefill.Median));
        Assert.Equal([1.2, 0.8], latencies.Select(latency => latency.Decode.Median), (left, right) => Math.Abs(left - right) < 1e-12);
    }

    [Fact]
    public void Quartiles_show_how_steady_the_machine_was()
    {
        var timing = Timing.Of([5, 1, 3, 2, 4]);

        Assert.Equal(new Timing(Median: 3, LowerQuartile: 2, UpperQuartile: 4), timing);
    }

    [Fact]
    public void Progress_ends_at_one()
    {
        var shares = new List<double>();

        LatencyProbe.Measure(new AdditiveTimer(), Networks, rounds: 2, new Collect(shares));

        Assert.Equal(6, shares.Count);
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(1, shares[^1]);
    }

    [Fact]
    public void Cancelling_stops_between_runs() =>
        Assert.Throws<OperationCanceledException>(() => LatencyProbe.Measure(new AdditiveTimer(), Networks, cancellationToken: new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(0, 8, "a prompt of 0 tokens")]
    [InlineData(8, 1, "1 written tokens")]
    [InlineData(120, 16, "120 + 16 tokens, but the model has 128 positions")]
    public void A_request_that_cannot_be_run_is_refused(int prompt, int written, string reason)
    {
        var exception = Assert.Throws<UsageException>(() => new LatencyWorkload { PromptTokens = prompt, WrittenTokens = written }.Validate(maximumPositions: 128));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    private sealed class Collect(List<double> shares) : IProgress<double>
    {
        public void Report(double value) => shares.Add(value);
    }
}

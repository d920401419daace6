using CsCheck;
using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Measurement;

public sealed class LatencyTableTests : IDisposable
{
    private static readonly LlamaConfig Config = TinyModels.Config with { FeedForwardWidths = [1600, 1600, 1600, 1600, 1200, 1600] };
    private static readonly SearchSpace Space = SearchSpace.Parse("layers: {free: [1, 2, 3, 4], minimum: 3}\nffn_widths: [600, 1200]", Config);
    private static readonly LatencyTable Key = new()
    {
        Machine = "this one",
        Weights = "abc",
        Precision = "bfloat16",
        Workload = new LatencyWorkload { PromptTokens = 8, WrittenTokens = 5 },
        Parts = new Dictionary<string, PartLatency>(),
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_sum_of_the_parts_is_the_whole_where_the_machine_is_additive()
    {
        var timer = new AdditiveTimer();
        var table = LatencyTableBuilder.Measure(timer, Config, Space, Key, rounds: 1);

        Gen.Int[0, 10_000].Sample(seed =>
        {
            var network = Space.Sample(new Random(seed));
            Assert.Equal(timer.PrefillMilliseconds(network), table.Estimate(network).PrefillMilliseconds, tolerance: 0.05); // one channel is not quite nothing
            Assert.Equal(timer.DecodeMilliseconds(network), table.Estimate(network).DecodeMilliseconds, tolerance: 0.005);
        }, threads: 1);
    }

    [Fact]
    public void The_sums_are_checked_against_whole_networks()
    {
        var table = LatencyTableBuilder.Measure(new AdditiveTimer(), Config, Space, Key, rounds: 1);

        Assert.InRange(table.Checks.Count, 4, 8);
        Assert.Contains(table.Checks, check => check.Architecture == Space.Largest.ToString());
        Assert.All(table.Checks, check => Assert.InRange(check.PrefillError, 0, 0.01));
        Assert.All(table.Checks, check => Assert.InRange(check.DecodeError, 0, 0.01));
    }

    [Fact]
    public void The_error_shows_where_the_machine_is_not_additive()
    {
        var table = new LatencyCheck("", new PartLatency(120, 9), new NetworkLatency(new Timing(100, 90, 110), new Timing(10, 9, 11)));

        Assert.Equal(0.2, table.PrefillError, tolerance: 1e-12);
        Assert.Equal(0.1, table.DecodeError, tolerance: 1e-12);
    }

    [Fact]
    public void A_disturbed_round_changes_no_median()
    {
        var quiet = LatencyTableBuilder.Measure(new AdditiveTimer(), Config, Space, Key, rounds: 5);
        var calls = 2 * (2 + 3 + quiet.Checks.Count);

        var disturbed = LatencyTableBuilder.Measure(new AdditiveTimer { Disturbance = call => call / calls == 2 ? 1000 : 0 }, Config, Space, Key, rounds: 5);

        Assert.Equal(quiet.Parts.OrderBy(part => part.Key), disturbed.Parts.OrderBy(part => part.Key));
    }

    [Fact]
    public void A_request_is_its_prompt_and_all_tokens_after_the_first() => Assert.Equal(100 + (4 * 10), Key.Request(new PartLatency(100, 10)));

    [Fact]
    public void A_width_that_was_not_measured_is_named()
    {
        var table = LatencyTableBuilder.Measure(new AdditiveTimer(), Config, Space, Key, rounds: 1);

        var exception = Assert.Throws<LlamaNasException>(() => table.Estimate(new SubNetwork { Layers = [0, 1], FeedForwardWidths = [1200, 777] }));

        Assert.Contains("'feed-forward 777'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("feed-forward 1200", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_keeps_every_number()
    {
        var table = LatencyTableBuilder.Measure(new AdditiveTimer(attention: 1.0 / 3), Config, Space, Key, rounds: 2);
        table = table with { Front = table.Checks };

        LatencyTableFile.Write(_folder["table.json"], table);
        var read = LatencyTableFile.Read(_folder["table.json"]);

        Assert.Equal(table.Parts.OrderBy(part => part.Key), read.Parts.OrderBy(part => part.Key));
        Assert.Equal(table.Checks, read.Checks);
        Assert.Equal(table.Front, read.Front);
        Assert.Equal((table.Machine, table.Weights, table.Precision, table.Workload), (read.Machine, read.Weights, read.Precision, read.Workload));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"machine\":\"x\"}")]
    public void A_file_that_is_no_table_is_named(string text)
    {
        var path = _folder.Write("table.json", text);

        var exception = Assert.Throws<LlamaNasException>(() => LatencyTableFile.Read(path));

        Assert.StartsWith($"{path}: not a latency table", exception.Message, StringComparison.Ordinal);
    }
}

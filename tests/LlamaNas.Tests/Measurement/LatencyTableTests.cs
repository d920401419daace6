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

    private static readonly SearchSpace Mixed = SearchSpace.Parse(
        "layers: {free: inner, minimum: 4}\nffn_widths: [600, 1200]\nkv_heads: [0.5, 1]\nskip: [attention, ffn]\nbits: [4, 8, 16]", Config);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_sum_of_the_parts_is_the_whole_where_the_machine_is_additive() => AssertAdditive(new AdditiveTimer(), Config, Space);

    [Fact]
    public void Heads_bits_and_absent_blocks_are_parts_of_the_sum() => AssertAdditive(new AdditiveTimer(), Config, Mixed);

    [Fact]
    public void Layers_of_a_model_may_differ_in_heads_and_lack_blocks()
    {
        var uneven = Config with { KeyValueHeads = [2, 1, 0, 2, 1, 2], FeedForwardWidths = [1600, 1600, 1600, 0, 1200, 1600] };
        var space = SearchSpace.Parse("layers: {free: inner, minimum: 4}\nffn_widths: [0.5, 1]\nkv_heads: [0.5, 1]\nbits: [4, 8]", uneven);

        AssertAdditive(new AdditiveTimer { Heads = uneven.KeyValueHeadsOf }, uneven, space);
    }

    [Fact]
    public void A_model_of_one_layer_has_a_table()
    {
        var single = Config with { FeedForwardWidths = [1600] };

        AssertAdditive(new AdditiveTimer(), single, SearchSpace.Parse("ffn_widths: [600, 1600]", single));
    }

    [Fact]
    public void Each_shape_is_measured_once_so_that_options_add_up_and_do_not_multiply()
    {
        var timer = new AdditiveTimer();
        var table = LatencyTableBuilder.Measure(timer, Config, Mixed, Key, rounds: 1);

        var networks = timer.Calls.Count / 4;                              // two rounds, each prefill and decoding

        Assert.Equal(1 + ((2 + 3) * 3), table.Parts.Count);                // base; 2 numbers of heads and 3 widths, each in 3 kinds of bits
        Assert.Equal(1 + ((2 + 3) * 3) + table.Checks.Count, networks);    // one of half the layers in the base's place
    }

    [Fact]
    public void Parts_are_named_by_size_and_bits()
    {
        var table = LatencyTableBuilder.Measure(new AdditiveTimer(), Config, Mixed, Key, rounds: 1);

        Assert.Superset(
            new HashSet<string> { "embedding and output", "attention 2", "attention 1, 4 bits", "feed-forward 600, 8 bits", "feed-forward 1600" }, table.Parts.Keys.ToHashSet());
    }

    [Fact]
    public void A_table_of_a_smaller_space_says_what_it_lacks_and_keeps_its_numbers_when_that_is_measured()
    {
        var small = LatencyTableBuilder.Measure(new AdditiveTimer(), Config, Space, Key, rounds: 1);
        Assert.Empty(small.Missing(Config, Space));
        Assert.Equal(11, small.Missing(Config, Mixed).Count);
        Assert.Contains("attention 1, 8 bits", small.Missing(Config, Mixed));

        var both = LatencyTableBuilder.Measure(new AdditiveTimer(perHead: 10, perChannel: 1), Config, Mixed, small, rounds: 1);

        Assert.Empty(both.Missing(Config, Mixed));
        Assert.All(small.Parts, part => Assert.Equal(part.Value, both.Parts[part.Key]));
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

        var exception = Assert.Throws<LlamaNasException>(() => table.Estimate(Config, new SubNetwork { Layers = [0, 1], FeedForwardWidths = [1200, 777] }));

        Assert.Contains("'feed-forward 777'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("feed-forward 1200", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bits_that_were_not_measured_are_named()
    {
        var table = LatencyTableBuilder.Measure(new AdditiveTimer(), Config, Space, Key, rounds: 1);

        var exception = Assert.Throws<LlamaNasException>(() => table.Estimate(Config, new SubNetwork { Layers = [0, 1], FeedForwardWidths = [1200, 1200], Bits = [16, 8] }));

        Assert.Contains("'attention 2, 8 bits'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_keeps_every_number()
    {
        var table = LatencyTableBuilder.Measure(new AdditiveTimer(perHead: 1.0 / 3), Config, Mixed, Key, rounds: 2);
        table = table with { Front = table.Checks };

        LatencyTableFile.Write(_folder["table.json"], table);
        var read = LatencyTableFile.Read(_folder["table.json"]);

        Assert.Equal(table.Parts.OrderBy(part => part.Key), read.Parts.OrderBy(part => part.Key));
        Assert.Equal(table.Checks, read.Checks);
        Assert.Equal(table.Front, read.Front);
        Assert.Equal((table.Machine, table.Weights, table.Precision, table.Workload), (read.Machine, read.Weights, read.Precision, read.Workload));
        Assert.Equal(LatencyTable.CurrentVersion, read.Version);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_that_names_no_version_is_of_the_first()
    {
        LatencyTableFile.Write(_folder["table.json"], Key);
        var text = File.ReadAllText(_folder["table.json"]);

        var path = _folder.Write("old.json", text.Replace("  \"version\": 2,\n", "", StringComparison.Ordinal));

        Assert.Equal(1, LatencyTableFile.Read(path).Version);
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused()
    {
        LatencyTableFile.Write(_folder["table.json"], Key with { Version = 3 });

        var exception = Assert.Throws<LlamaNasException>(() => LatencyTableFile.Read(_folder["table.json"]));

        Assert.Contains("version 3, but this library knows versions up to 2", exception.Message, StringComparison.Ordinal);
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

    private static void AssertAdditive(AdditiveTimer timer, LlamaConfig config, SearchSpace space)
    {
        var table = LatencyTableBuilder.Measure(timer, config, space, Key, rounds: 1);

        AssertSum(SubNetwork.Full(config));
        Gen.Int[0, 10_000].Sample(seed => AssertSum(space.Sample(new Random(seed))), threads: 1);

        void AssertSum(SubNetwork network)
        {
            Assert.Equal(timer.PrefillMilliseconds(network), table.Estimate(config, network).PrefillMilliseconds, tolerance: 1e-6);
            Assert.Equal(timer.DecodeMilliseconds(network), table.Estimate(config, network).DecodeMilliseconds, tolerance: 1e-6);
        }
    }
}

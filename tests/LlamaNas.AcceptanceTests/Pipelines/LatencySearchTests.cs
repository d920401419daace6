using LlamaNas.AcceptanceTests.Cli;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;

namespace LlamaNas.AcceptanceTests.Pipelines;

/// <summary>Searches with measured latency as an objective, on the tiny model.</summary>
public sealed class LatencySearchTests : IDisposable
{
    private readonly TinyModelFolder _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task A_resumed_search_uses_the_numbers_that_it_began_with()
    {
        using var session = ModelSession.Open(_tiny["model"], Precision.BFloat16);
        int before;
        using (var first = SearchStage.OpenStore(session, Settings, _tiny["run.db"]))
        {
            using var source = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SearchStage.RunAsync(session, Settings, first, new CancelAtFirstCandidate(source), source.Token));
            before = first.Candidates().Count; // those that were in flight with the first are stored too
        }

        // Numbers of another machine: ten times as slow.
        var measured = LatencyTableFile.Read(_tiny["run.latency.json"]);
        var slow = measured with { Parts = measured.Parts.ToDictionary(part => part.Key, part => new PartLatency(10 * part.Value.PrefillMilliseconds, 10 * part.Value.DecodeMilliseconds)) };
        LatencyTableFile.Write(_tiny["run.latency.json"], slow);

        using var store = SearchStage.OpenStore(session, Settings, _tiny["run.db"]);
        await SearchStage.RunAsync(session, Settings, store, cancellationToken: TestContext.Current.CancellationToken);

        var after = store.Candidates().Skip(before).ToArray();
        Assert.NotEmpty(after);
        Assert.All(after, evaluated => Assert.Equal(
            slow.Request(slow.Estimate(session.Config, evaluated.Candidate.SubNetwork)), evaluated.Candidate.Values[1], tolerance: 1e-9));
    }

    [Fact]
    public async Task The_front_is_measured_whole_in_the_end()
    {
        using var session = ModelSession.Open(_tiny["model"], Precision.BFloat16);
        using var store = SearchStage.OpenStore(session, Settings, _tiny["run.db"]);

        await SearchStage.RunAsync(session, Settings, store, cancellationToken: TestContext.Current.CancellationToken);

        var table = LatencyTableFile.Read(_tiny["run.latency.json"]);
        var front = new StoredRun(store).Front.Select(candidate => candidate.SubNetwork.ToString());
        Assert.Superset(front.ToHashSet(), table.Front.Select(check => check.Architecture).ToHashSet());
        Assert.All(table.Front, check => Assert.True(check.Measured.Prefill.Median > 0 && check.Measured.Decode.Median > 0));
        Assert.NotEmpty(table.Checks);
    }

    [Fact]
    public void A_table_of_another_precision_is_refused()
    {
        using var session = ModelSession.Open(_tiny["model"], Precision.BFloat16);
        LatencyStage.Open(session, Settings, _tiny["table.json"], cancellationToken: TestContext.Current.CancellationToken);

        var exception = Assert.Throws<UsageException>(() => LatencyStage.Open(session, Settings with { Precision = Precision.Int8 }, _tiny["table.json"]));

        Assert.Contains("precision is 'bfloat16' there, 'int8' here", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bound_that_no_network_keeps_is_explained()
    {
        using var session = ModelSession.Open(_tiny["model"], Precision.BFloat16);
        var impossible = Settings with { Objectives = ["accuracy", "parameters"], Constraints = ["latency_ms<=0.000001"] };
        using var store = SearchStage.OpenStore(session, impossible, _tiny["run.db"]);

        var exception = Assert.Throws<UsageException>(() => SearchStage.RunAsync(session, impossible, store).GetAwaiter().GetResult());

        Assert.Contains("latency_ms<=1E-06", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Precision.BFloat16)]
    [InlineData(Precision.Int8)]
    public async Task Heads_bits_and_absent_blocks_may_be_searched(Precision precision)
    {
        using var session = ModelSession.Open(_tiny["model"], precision);
        var settings = Settings with { Space = Mixed(), Precision = precision, Objectives = ["accuracy", "latency_ms", "decode_ms"] };
        using var store = SearchStage.OpenStore(session, settings, _tiny["run.db"]);

        await SearchStage.RunAsync(session, settings, store, cancellationToken: TestContext.Current.CancellationToken);

        var table = LatencyTableFile.Read(_tiny["run.latency.json"]);
        var candidates = store.Candidates().Select(evaluated => evaluated.Candidate).ToArray();
        Assert.Equal(16, candidates.Length);
        Assert.Contains(candidates, candidate => candidate.SubNetwork.Bits.Count > 0 && candidate.SubNetwork.KeyValueHeads.Count > 0);
        Assert.All(candidates, candidate => Assert.Equal(table.Request(table.Estimate(session.Config, candidate.SubNetwork)), candidate.Values[1], tolerance: 1e-9));
        Assert.NotEmpty(table.Front);
        Assert.NotEmpty(table.Checks);
    }

    [Fact]
    public void A_table_is_completed_for_a_larger_space_and_keeps_its_numbers()
    {
        using var session = ModelSession.Open(_tiny["model"], Precision.BFloat16);
        var small = LatencyStage.Open(session, Settings, _tiny["table.json"], cancellationToken: TestContext.Current.CancellationToken);
        var stages = new Stages();

        var both = LatencyStage.Open(session, Settings with { Space = Mixed() }, _tiny["table.json"], stages, TestContext.Current.CancellationToken);

        Assert.Contains("table.json lacks attention 1, 4 bits;", Assert.Single(stages.Names), StringComparison.Ordinal);
        Assert.All(small.Parts, part => Assert.Equal(part.Value, both.Parts[part.Key]));
        Assert.Empty(LatencyTableFile.Read(_tiny["table.json"]).Missing(session.Config, Spaces.SearchSpace.Load(Mixed(), session.Config)));
    }

    [Fact]
    public void Another_machines_table_is_not_completed()
    {
        using var session = ModelSession.Open(_tiny["model"], Precision.BFloat16);
        var table = LatencyStage.Open(session, Settings, _tiny["table.json"], cancellationToken: TestContext.Current.CancellationToken);
        LatencyTableFile.Write(_tiny["table.json"], table with { Machine = "abacus" });
        Assert.Equal("abacus", LatencyStage.Open(session, Settings, _tiny["table.json"]).Machine);

        var exception = Assert.Throws<UsageException>(() => LatencyStage.Open(session, Settings with { Space = Mixed() }, _tiny["table.json"]));

        Assert.Contains("another machine (abacus;", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_an_older_version_is_measured_anew()
    {
        using var session = ModelSession.Open(_tiny["model"], Precision.BFloat16);
        var table = LatencyStage.Open(session, Settings, _tiny["table.json"], cancellationToken: TestContext.Current.CancellationToken);
        LatencyTableFile.Write(_tiny["table.json"], table with { Version = 1, Parts = table.Parts.ToDictionary(part => part.Key, _ => new PartLatency(1e9, 1e9)) });
        var stages = new Stages();

        var anew = LatencyStage.Open(session, Settings, _tiny["table.json"], stages, TestContext.Current.CancellationToken);

        Assert.Contains("table.json has version 1 and is measured anew", Assert.Single(stages.Names), StringComparison.Ordinal);
        Assert.All(anew.Parts.Values, part => Assert.NotEqual(1e9, part.PrefillMilliseconds));
        Assert.Equal(LatencyTable.CurrentVersion, LatencyTableFile.Read(_tiny["table.json"]).Version);
    }

    private string Mixed()
    {
        File.WriteAllText(_tiny["mixed.yaml"], "layers: {free: inner, minimum: 6}\nffn_widths: [0.5, 1]\nkv_heads: [0.5, 1]\nskip: {attention: inner, ffn: inner}\nbits: [4, 8, 16]\n");
        return _tiny["mixed.yaml"];
    }

    private SearchSettings Settings => new()
    {
        Tasks = [_tiny["tasks/tiny_arc.yaml"]],
        DataFolder = _tiny["data"],
        Space = _tiny["tiny-space.yaml"],
        Objectives = ["accuracy", "latency"],
        Constraints = ["latency_ms<=10G"],
        Latency = new LatencyWorkload { PromptTokens = 24, WrittenTokens = 4 },
        Budget = 16,
        Population = 8,
        Limit = 32,
    };

    private sealed class Stages : IProgress<PipelineEvent>
    {
        public List<string> Names { get; } = [];

        public void Report(PipelineEvent value)
        {
            if (value is StageStarted stage)
                Names.Add(stage.Name);
        }
    }

    private sealed class CancelAtFirstCandidate(CancellationTokenSource source) : IProgress<PipelineEvent>
    {
        public void Report(PipelineEvent value)
        {
            if (value is StageProgress { Total: 16 })
                source.Cancel();
        }
    }
}

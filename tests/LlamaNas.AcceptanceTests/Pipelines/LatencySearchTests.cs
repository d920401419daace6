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
            slow.Request(slow.Estimate(evaluated.Candidate.SubNetwork)), evaluated.Candidate.Values[1], tolerance: 1e-9));
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

    private sealed class CancelAtFirstCandidate(CancellationTokenSource source) : IProgress<PipelineEvent>
    {
        public void Report(PipelineEvent value)
        {
            if (value is StageProgress { Total: 16 })
                source.Cancel();
        }
    }
}

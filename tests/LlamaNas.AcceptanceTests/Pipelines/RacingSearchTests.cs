using LlamaNas.AcceptanceTests.Cli;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Search.Racing;

namespace LlamaNas.AcceptanceTests.Pipelines;

public sealed class RacingSearchTests : IDisposable
{
    private readonly TinyModelFolder _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task A_race_that_is_broken_off_again_and_again_ends_with_the_undisturbed_candidates()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var session = ModelSession.Open(_tiny["model"], Precision.BFloat16);
        using var whole = SearchStage.OpenStore(session, Settings, _tiny["whole.db"]);
        await SearchStage.RunAsync(session, Settings, whole, cancellationToken: cancellationToken);

        using var broken = SearchStage.OpenStore(session, Settings, _tiny["broken.db"]);
        foreach (var reports in new[] { 1, 2, 6 })
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BreakOffAsync(session, broken, reports));
        await SearchStage.RunAsync(session, Settings, broken, cancellationToken: cancellationToken);

        Assert.Equal(whole.Candidates(), broken.Candidates());
        Assert.Equal(whole.Rounds(), broken.Rounds());
        Assert.Equal(whole.ComputedTokens("search"), broken.ComputedTokens("search"));
        Assert.Contains(whole.Candidates(), evaluated => !evaluated.Candidate.IsComplete);
        AssertScoredInFull(whole);
    }

    private SearchSettings Settings => new()
    {
        Tasks = [_tiny["tasks/tiny_arc.yaml"], _tiny["tasks/tiny_mmlu.yaml"]],
        DataFolder = _tiny["data"],
        Space = _tiny["tiny-space.yaml"],
        Algorithm = "nsga2", // proposes enough of what falls behind that some stop
        Budget = 40,
        Population = 10,
        Limit = 64,
        Racing = new RacingOptions { Deviations = 0.25 },
    };

    // What a front shows has an outcome for every document.
    private static void AssertScoredInFull(RunStore store) => Assert.All(
        new StoredRun(store).Front,
        member => Assert.All(["tiny_arc", "tiny_mmlu"], task => Assert.Equal(64, store.FindScore(member.SubNetwork, task, "search", "bfloat16")!.Outcomes.Count)));

    private async Task BreakOffAsync(ModelSession session, RunStore store, int reports)
    {
        using var source = new CancellationTokenSource();
        await SearchStage.RunAsync(session, Settings, store, new CancelAfter(source, reports), source.Token);
    }

    private sealed class CancelAfter(CancellationTokenSource source, int reports) : IProgress<PipelineEvent>
    {
        private int _seen;

        public void Report(PipelineEvent value)
        {
            if (++_seen >= reports)
                source.Cancel();
        }
    }
}

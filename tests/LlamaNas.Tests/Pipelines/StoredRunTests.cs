using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;
using LlamaNas.Tests.Checkpoints;

namespace LlamaNas.Tests.Pipelines;

public sealed class StoredRunTests : IDisposable
{
    private static readonly SubNetwork Full = InventedSearch.Network(12, 12), Small = InventedSearch.Network(8, 4);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tasks_count_alike_however_many_documents_they_have()
    {
        using var store = RunStore.Open(_folder["a.db"], new RunSettings(
        [
            KeyValuePair.Create("config", TinyCheckpoint.Config), KeyValuePair.Create("tasks", "arc_easy,winogrande"), KeyValuePair.Create("objectives", "accuracy,parameters"),
            KeyValuePair.Create("precision", "bfloat16"),
        ]));
        store.AddCandidate(new CandidateEvaluated(new Candidate(Small, [0.5, InventedSearch.Parameters(Small)]), 1, 0));
        Score(Full, "arc_easy", 1, 1, 1, 1);
        Score(Full, "winogrande", 1);
        Score(Small, "arc_easy", 1, 1, 1, 0);
        Score(Small, "winogrande", 0);

        var tested = new StoredRun(store).Tested();

        Assert.Equal((1.0, 0.375), (tested[0].Accuracy.Estimate, tested[1].Accuracy.Estimate));
        Assert.Equal(-0.625, tested[1].Difference.Estimate, 12);
        Assert.InRange(tested[0].Accuracy.Upper, 0, 1);

        void Score(SubNetwork network, string task, params float[] outcomes) =>
            store.AddScore(new TaskScore(network, task, "test", "bfloat16", "acc", outcomes.Average(), 0.1, [.. outcomes], 1, 1));
    }
}

using LlamaNas.AcceptanceTests.Cli;
using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.AcceptanceTests.Pipelines;

public sealed class TaskEvaluatorTests : IDisposable
{
    private static readonly string[] Tasks = ["tiny_arc", "tiny_truthfulqa"];
    private readonly TinyModelFolder _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    [InlineData(Precision.Int8)]
    public async Task A_batch_gets_the_outcomes_of_one_network_at_a_time_in_the_order_asked(Precision precision)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var session = ModelSession.Open(_tiny["model"], precision);
        var space = SearchSpace.Load(_tiny["tiny-space.yaml"], session.Config);
        SubNetwork[] networks = [.. Enumerable.Range(0, 20).Select(seed => space.Sample(new Random(seed))).Distinct()];
        EquatableArray<PreparedTask> tasks = [.. Tasks.Select(task =>
            session.Prepare(_tiny[$"tasks/{task}.yaml"], _tiny["data"], new EvaluationOptions { Split = DocumentSplit.Search, Limit = 25 }))];
        using var store = RunStore.Open(_tiny["batch.db"], new RunSettings([]));
        var evaluator = new TaskEvaluator(new StoredScorer(session, store), session.Config, tasks, precision, ["accuracy", "accuracy:tiny_truthfulqa", "parameters"]);

        var candidates = await evaluator.EvaluateAsync(networks, cancellationToken).ToListAsync(cancellationToken);

        Assert.Equal(networks, candidates.Select(candidate => candidate.SubNetwork));
        foreach (var candidate in candidates)
        {
            var alone = tasks.Select(task => session.Score(task, candidate.SubNetwork, precision, null, cancellationToken)).ToArray();
            foreach (var (task, result) in tasks.Zip(alone))
            {
                var stored = store.FindScore(candidate.SubNetwork, task.Task.Name, "search", precision.Name())!;
                Assert.Equal(result.AccuracyScores.Select(score => (float)score), stored.Outcomes);
                Assert.Equal(result.ComputedTokens, stored.ComputedTokens);
            }

            Assert.Equal(
                [alone.Average(result => result.Accuracy.Value), alone[1].Accuracy.Value, ParameterCount.Of(session.Config, candidate.SubNetwork)],
                candidate.Values);
        }
    }
}

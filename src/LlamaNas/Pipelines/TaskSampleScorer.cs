using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Search;
using LlamaNas.Search.Racing;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>What a race asks of this machine: the first documents of each task with the network, sizes by formula.</summary>
/// <param name="sampler">Scores and stores samples.</param>
/// <param name="evaluator">Knows the objectives and the formulas.</param>
/// <param name="tasks">Tasks on the search split, whose order is seeded.</param>
/// <param name="precision">Precision of scoring.</param>
internal sealed class TaskSampleScorer(StoredSampler sampler, TaskEvaluator evaluator, EquatableArray<PreparedTask> tasks, Precision precision) : ISampleScorer
{
    public EquatableArray<Objective> Objectives => evaluator.Objectives;

    public EquatableArray<int> Documents { get; } = [.. tasks.Select(task => task.Documents.Count)];

    public double Exact(Objective objective, SubNetwork subNetwork) => evaluator.Exact(objective, subNetwork);

    public EquatableArray<int> TasksOf(Objective objective) => evaluator.TasksOf(objective);

    public IReadOnlyList<double[][]> Score(IReadOnlyList<SubNetwork> subNetworks, EquatableArray<int> documents, CancellationToken cancellationToken = default)
    {
        var byTask = tasks.Zip(documents, (task, count) => sampler.Score(task, subNetworks, count, precision, cancellationToken)).ToArray();
        return [.. Enumerable.Range(0, subNetworks.Count).Select(network => byTask.Select(outcomes => outcomes[network]).ToArray())];
    }
}

using System.Runtime.CompilerServices;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Evaluates candidates on this machine: tasks with the network, sizes by formula.</summary>
public sealed class TaskEvaluator : ICandidateEvaluator
{
    private const string TaskPrefix = "accuracy:";
    private readonly StoredScorer _scorer;
    private readonly LlamaConfig _config;
    private readonly EquatableArray<PreparedTask> _tasks;
    private readonly Precision _precision;

    /// <summary>An evaluator.</summary>
    /// <param name="scorer">Scores and stores.</param>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="tasks">Tasks on the search split.</param>
    /// <param name="precision">Precision of scoring.</param>
    /// <param name="objectives">Names: accuracy (mean of all tasks), accuracy:TASK, parameters, bytes.</param>
    /// <exception cref="UsageException">An objective is unknown.</exception>
    public TaskEvaluator(StoredScorer scorer, LlamaConfig config, EquatableArray<PreparedTask> tasks, Precision precision, IEnumerable<string> objectives)
    {
        (_scorer, _config, _tasks, _precision) = (scorer, config, tasks, precision);
        Objectives = [.. objectives.Select(Known)];
    }

    /// <inheritdoc/>
    public EquatableArray<Objective> Objectives { get; }

    /// <inheritdoc/>
    public double Exact(Objective objective, SubNetwork subNetwork) => objective.Name switch
    {
        "parameters" => ParameterCount.Of(_config, subNetwork),
        "bytes" => WeightBytes.Of(_config, subNetwork, _precision),
        _ => throw new ArgumentException($"objective '{objective.Name}' is not computed exactly", nameof(objective)),
    };

    /// <inheritdoc/>
    public async IAsyncEnumerable<Candidate> EvaluateAsync(
        IReadOnlyList<SubNetwork> subNetworks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var subNetwork in subNetworks)
        {
            var scores = _tasks.ToDictionary(task => task.Task.Name, task => _scorer.Score(task, subNetwork, _precision, null, cancellationToken).Value);
            yield return new Candidate(subNetwork, [.. Objectives.Select(objective => objective.Name switch
            {
                "accuracy" => scores.Values.Average(),
                var name when name.StartsWith(TaskPrefix, StringComparison.Ordinal) => scores[name[TaskPrefix.Length..]],
                _ => Exact(objective, subNetwork),
            })]);
            await Task.Yield();
        }
    }

    /// <summary>An objective by its name.</summary>
    /// <exception cref="UsageException">There is no such objective.</exception>
    public static Objective Describe(string name) => name switch
    {
        "accuracy" => new Objective(name, "fraction", Direction.Maximise, ObjectiveCost.Evaluated),
        "parameters" => new Objective(name, "count", Direction.Minimise, ObjectiveCost.Exact),
        "bytes" => new Objective(name, "bytes", Direction.Minimise, ObjectiveCost.Exact),
        _ when name.StartsWith(TaskPrefix, StringComparison.Ordinal) => new Objective(name, "fraction", Direction.Maximise, ObjectiveCost.Evaluated),
        _ => throw new UsageException($"Unknown objective '{name}'. Use accuracy, accuracy:TASK, parameters, or bytes."),
    };

    private Objective Known(string name)
    {
        var objective = Describe(name);
        return !name.StartsWith(TaskPrefix, StringComparison.Ordinal) || _tasks.Any(task => name == TaskPrefix + task.Task.Name)
            ? objective
            : throw new UsageException($"Objective '{name}' names a task that is not searched. Add it to the tasks.");
    }
}

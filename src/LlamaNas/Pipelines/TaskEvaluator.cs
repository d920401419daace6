using System.Runtime.CompilerServices;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>
/// Evaluates candidates on this machine: tasks with the network, sizes by formula. Candidates that share their first layers are scored together,
/// some at a time, so that a killed process loses no more than those.
/// </summary>
public sealed class TaskEvaluator : ICandidateEvaluator
{
    internal const int NetworksAtOnce = 16;
    private readonly StoredScorer _scorer;
    private readonly LlamaConfig _config;
    private readonly EquatableArray<PreparedTask> _tasks;
    private readonly Precision _precision;
    private readonly IProgress<double>? _progress;
    private readonly LatencyTable? _latency;

    /// <summary>An evaluator.</summary>
    /// <param name="scorer">Scores and stores.</param>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="tasks">Tasks on the search split.</param>
    /// <param name="precision">Precision of scoring.</param>
    /// <param name="objectives">Names: accuracy (mean of all tasks), accuracy:TASK, probability and probability:TASK (of right choices), parameters, bytes, macs, kv_cache_bytes, latency_ms, prefill_ms, decode_ms, tokens_per_second.</param>
    /// <param name="progress">Told how many networks' worth of the current call's work is done; may be null.</param>
    /// <param name="latency">Costs of a network's parts; needed for objectives and bounds of latency only.</param>
    /// <exception cref="UsageException">An objective is unknown.</exception>
    public TaskEvaluator(
        StoredScorer scorer, LlamaConfig config, EquatableArray<PreparedTask> tasks, Precision precision, IEnumerable<string> objectives, IProgress<double>? progress = null,
        LatencyTable? latency = null)
    {
        (_scorer, _config, _tasks, _precision, _progress, _latency) = (scorer, config, tasks, precision, progress, latency);
        Objectives = [.. objectives.Select(Known)];
    }

    /// <inheritdoc/>
    public EquatableArray<Objective> Objectives { get; }

    /// <inheritdoc/>
    public double Exact(Objective objective, SubNetwork subNetwork) => _latency is not null && LatencyObjectives.Find(objective.Name) is not null
        ? LatencyObjectives.Of(objective.Name, _latency, _config, subNetwork)
        : SizeObjectives.Value(objective.Name, _config, subNetwork, _precision);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Candidate> EvaluateAsync(
        IReadOnlyList<SubNetwork> subNetworks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var ready = new Dictionary<SubNetwork, double[]>();
        var (done, yielded) = (0, 0);
        foreach (var part in LayerTrie.Parts(subNetworks, NetworksAtOnce))
        {
            var scores = _tasks.Select((task, index) => _scorer.Score(
                task, part, _precision, _progress is null ? null : new PartialProgress(_progress, done, part.Length, index, _tasks.Count), cancellationToken)).ToArray();
            for (var index = 0; index < part.Length; index++)
                ready[part[index]] = [.. scores.Select(ofTask => ofTask[index].Value)];
            done += part.Length;
            for (; yielded < subNetworks.Count && ready.TryGetValue(subNetworks[yielded], out var accuracies); yielded++)
                yield return new Candidate(subNetworks[yielded], Values(subNetworks[yielded], accuracies));
            await Task.Yield();
        }
    }

    private EquatableArray<double> Values(SubNetwork subNetwork, double[] scores) =>
        [.. Objectives.Select(objective => objective.Cost == ObjectiveCost.Evaluated ? TasksOf(objective).Average(task => scores[task]) : Exact(objective, subNetwork))];

    /// <summary>Places of the tasks whose mean score an evaluated objective is.</summary>
    internal EquatableArray<int> TasksOf(Objective objective) =>
        [.. Enumerable.Range(0, _tasks.Count).Where(index => TaskObjectives.Counts(objective.Name, _tasks[index].Task.Name))];

    /// <summary>An objective by its name.</summary>
    /// <exception cref="UsageException">There is no such objective.</exception>
    public static Objective Describe(string name) => TaskObjectives.Find(name) ?? SizeObjectives.Find(name) ?? LatencyObjectives.Find(name)
        ?? throw new UsageException($"Unknown objective '{name}'. Use {TaskObjectives.Names}, {string.Join(", ", SizeObjectives.Names)}, {LatencyObjectives.Names}.");

    private Objective Known(string name)
    {
        var objective = Describe(name);
        return TaskObjectives.TaskOf(name) is not { } named || _tasks.Any(task => task.Task.Name == named)
            ? objective
            : throw new UsageException($"Objective '{name}' names a task that is not searched. Add it to the tasks.");
    }

    private sealed class PartialProgress(IProgress<double> networks, int before, int count, int task, int tasks) : IProgress<double>
    {
        public void Report(double value) => networks.Report(before + (count * (task + value) / tasks));
    }
}

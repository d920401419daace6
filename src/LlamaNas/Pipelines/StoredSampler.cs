using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Scores sub-networks on the first documents of a task, asking the run store first and adding to it: a larger sample computes only what is new.</summary>
internal sealed class StoredSampler(ModelSession session, RunStore store)
{
    private readonly Dictionary<(PreparedTask Task, int First, int Count), PreparedTask> _parts = [];

    /// <summary>Outcomes of the first documents, one array a sub-network.</summary>
    /// <param name="task">The task.</param>
    /// <param name="subNetworks">The sub-networks, none twice.</param>
    /// <param name="documents">How many documents.</param>
    /// <param name="precision">Precision of scoring.</param>
    /// <param name="cancellationToken">Stops between batches; finished parts stay.</param>
    public IReadOnlyList<double[]> Score(
        PreparedTask task, IReadOnlyList<SubNetwork> subNetworks, int documents, Precision precision, CancellationToken cancellationToken = default)
    {
        var missing = subNetworks.Select(subNetwork => (SubNetwork: subNetwork, Known: Known(task, subNetwork, precision).Length)).Where(item => item.Known < documents);
        foreach (var group in missing.GroupBy(item => item.Known, item => item.SubNetwork).OrderBy(group => group.Key).ToArray())
            foreach (var networks in LayerTrie.Parts([.. group], TaskEvaluator.NetworksAtOnce))
                Extend(task, networks, group.Key, documents - group.Key, precision, cancellationToken);
        if (documents == task.Documents.Count)
        {
            foreach (var subNetwork in subNetworks.Where(subNetwork => store.FindScore(subNetwork, task.Task.Name, task.SplitName, precision.Name()) is null))
                store.AddScore(Whole(task, store.Samples(subNetwork, task.Task.Name, task.SplitName, precision.Name())));
        }

        return [.. subNetworks.Select(subNetwork => Known(task, subNetwork, precision).Take(documents).Select(outcome => (double)outcome).ToArray())];
    }

    private void Extend(PreparedTask task, SubNetwork[] networks, int first, int count, Precision precision, CancellationToken cancellationToken)
    {
        if (!_parts.TryGetValue((task, first, count), out var part))
            _parts[(task, first, count)] = part = task.Part(first, count);
        foreach (var (network, result) in networks.Zip(PopulationEvaluator.Evaluate(session, part, networks, precision, null, cancellationToken)))
        {
            store.AddSample(new SampleScore(
                network, task.Task.Name, task.SplitName, precision.Name(), first, result.Accuracy.Name,
                [.. result.AccuracyScores.Select(value => (float)value)], result.ComputedTokens, result.Seconds));
        }
    }

    private static TaskScore Whole(PreparedTask task, IReadOnlyList<SampleScore> samples)
    {
        EquatableArray<float> outcomes = [.. samples.SelectMany(sample => sample.Outcomes)];
        var accuracy = Evaluator.Summarise(task, samples[0].Metric, [.. outcomes.Select(outcome => (double)outcome)]);
        return new TaskScore(
            samples[0].SubNetwork, samples[0].Task, samples[0].Split, samples[0].Precision, accuracy.Name, accuracy.Value, accuracy.StandardError,
            outcomes, samples.Sum(sample => sample.ComputedTokens), samples.Sum(sample => sample.Seconds));
    }

    private float[] Known(PreparedTask task, SubNetwork subNetwork, Precision precision)
    {
        var (name, split) = (task.Task.Name, task.SplitName);
        return store.FindScore(subNetwork, name, split, precision.Name()) is { } whole && whole.Outcomes.Count == task.Documents.Count
            ? [.. whole.Outcomes]
            : [.. store.Samples(subNetwork, name, split, precision.Name()).SelectMany(sample => sample.Outcomes)];
    }
}

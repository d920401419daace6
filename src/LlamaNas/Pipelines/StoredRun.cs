using System.Text;
using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Reports;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Pipelines;

/// <summary>What a run store says about its search, without the model: the front, the tested networks, the chosen one.</summary>
public sealed class StoredRun
{
    private readonly RunStore _store;

    /// <summary>Reads a store's settings.</summary>
    /// <exception cref="RunStoreException">The settings are incomplete.</exception>
    public StoredRun(RunStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        Config = LlamaConfigFile.Parse(Encoding.UTF8.GetBytes(Setting("config")), "config.json in the run store");
        Objectives = [.. Setting("objectives").Split(',').Select(TaskEvaluator.Describe)];
        Tasks = [.. Setting("tasks").Split(',')];
        Precision = PrecisionNames.Parse(Setting("precision"));
    }

    /// <summary>Sizes of the full network.</summary>
    public LlamaConfig Config { get; }

    /// <summary>Tasks whose accuracy counted.</summary>
    public EquatableArray<string> Tasks { get; }

    /// <summary>Precision of scoring.</summary>
    public Precision Precision { get; }

    /// <summary>The objectives.</summary>
    public EquatableArray<Objective> Objectives { get; }

    /// <summary>Everything that was evaluated, in order.</summary>
    public IReadOnlyList<Candidate> Candidates => [.. _store.Candidates().Select(evaluated => evaluated.Candidate)];

    /// <summary>The Pareto front, from large to small.</summary>
    public IReadOnlyList<Candidate> Front => [.. ParetoFront.Of(Candidates, Objectives).OrderByDescending(candidate => ParameterCount.Of(Config, candidate.SubNetwork))];

    /// <summary>
    /// The smallest front member that is at least as accurate as the full network on the search split; the full network where none is. The best
    /// of many noisy scores flatters, so that no loss is allowed here; the test split has no say.
    /// </summary>
    public SubNetwork Chosen()
    {
        var full = SubNetwork.Full(Config);
        return Outcomes(full, "search", Precision) is not { Length: > 0 } reference
            ? full
            : Front.Reverse().Select(candidate => candidate.SubNetwork).FirstOrDefault(
                network => Outcomes(network, "search", Precision) is { } own && own.Length == reference.Length && own.Average() >= reference.Average()) ?? full;
    }

    /// <summary>One network by a rule.</summary>
    /// <param name="rule">keep (<see cref="Chosen"/>), or what <see cref="SelectionRule"/> knows.</param>
    /// <exception cref="UsageException">The rule is unknown, or no network satisfies it.</exception>
    public SubNetwork Select(string rule) => rule == "keep" ? Chosen() : SelectionRule.Parse(rule).Select(Candidates, Objectives).SubNetwork;

    /// <summary>Everything that was evaluated, in order, with its place on the front.</summary>
    internal IReadOnlyList<EvaluatedNetwork> Networks()
    {
        var evaluated = _store.Candidates();
        Candidate[] candidates = [.. evaluated.Select(item => item.Candidate)];
        var ids = FrontIds(candidates);
        var knee = ids.Count > 0 ? SelectionRule.Parse("knee").Select(candidates, Objectives).SubNetwork : null;
        return [.. evaluated.Select(item => Network(item, ids.GetValueOrDefault(item.Candidate.SubNetwork), item.Candidate.SubNetwork == knee))];
    }

    // As extract --select takes them: from small to large, from 1.
    private Dictionary<SubNetwork, int> FrontIds(IReadOnlyList<Candidate> candidates) =>
        ParetoFront.Of(candidates, Objectives).Index().ToDictionary(pair => pair.Item.SubNetwork, pair => pair.Index + 1);

    private EvaluatedNetwork Network(CandidateEvaluated evaluated, int id, bool isKnee)
    {
        var candidate = evaluated.Candidate;
        return new EvaluatedNetwork(
            evaluated.Evaluation, candidate.SubNetwork, ParameterCount.Of(Config, candidate.SubNetwork),
            WeightBytes.Of(Config, candidate.SubNetwork, Precision), candidate.Values,
            candidate.IsComplete ? Accuracies(candidate.SubNetwork, "search") : [], id, isKnee, candidate.IsComplete);
    }

    private EquatableArray<TaskAccuracy> Accuracies(SubNetwork network, string split) =>
        [.. Tasks.Select(task => _store.FindScore(network, task, split, Precision.Name())).OfType<TaskScore>().Select(score => new TaskAccuracy(score.Task, score.Value, score.StandardError, score.Outcomes.Count))];

    /// <summary>A network's mean accuracy over the tasks on the search split; NaN where it was not scored.</summary>
    public double SearchAccuracy(SubNetwork network)
    {
        var scores = Tasks.Select(task => _store.FindScore(network, task, "search", Precision.Name())).ToArray();
        return scores.Any(score => score is null) ? double.NaN : scores.Average(score => score!.Value);
    }

    /// <summary>The full network first, then the front's members that were scored on the test split, from large to small; empty where none was.</summary>
    public IReadOnlyList<FrontMember> Tested()
    {
        var full = SubNetwork.Full(Config);
        if (Outcomes(full, "test", Precision) is not { } reference)
            return [];

        SubNetwork[] networks = [full, .. Front.Select(candidate => candidate.SubNetwork).Where(network => network != full)];
        var ids = FrontIds(Candidates);
        return [.. networks.Select(network => (Network: network, Outcomes: Outcomes(network, "test", Precision)))
            .Where(pair => pair.Outcomes?.Length == reference.Length)
            .Select(pair => Member(pair.Network, pair.Outcomes!, reference) with { FrontId = ids.GetValueOrDefault(pair.Network) })];
    }

    /// <summary>Seconds of scoring that a split took.</summary>
    public double ScoringSeconds(string split) => _store.ScoringSeconds(split);

    private FrontMember Member(SubNetwork network, double[] outcomes, double[] reference)
    {
        var int8 = Outcomes(network, "test", Precision.Int8);
        var parameters = ParameterCount.Of(Config, network);
        return new FrontMember(
            network,
            SearchAccuracy(network),
            parameters,
            (double)ParameterCount.Of(Config) / parameters,
            WeightBytes.Of(Config, network, Precision),
            Share(outcomes),
            Bootstrap.PairedDifference(outcomes, reference),
            int8 is null ? null : Share(int8),
            int8 is null ? null : Bootstrap.PairedDifference(int8, outcomes),
            WeightBytes.Of(Config, network, Precision.Int8))
        { TestAccuracies = Accuracies(network, "test") };
    }

    /// <summary>
    /// One score a document, of all tasks in order; null where one is missing. Their mean is that of the tasks' means: where tasks have unequally many documents, each score is the whole mean and
    /// its own weighted distance from its task's, so that resampled documents vary as the mean over tasks does.
    /// </summary>
    internal double[]? Outcomes(SubNetwork network, string split, Precision precision)
    {
        var scores = Tasks.Select(task => _store.FindScore(network, task, split, precision.Name())?.Outcomes).ToArray();
        if (scores.Any(score => score is null))
            return null;
        EquatableArray<float>[] tasks = [.. scores.OfType<EquatableArray<float>>()];
        if (tasks.All(task => task.Count == tasks[0].Count))
            return [.. tasks.SelectMany(task => task.Select(outcome => (double)outcome))];
        var (mean, documents) = (tasks.Average(Mean), tasks.Average(task => task.Count));
        return [.. tasks.SelectMany(task => Centred(task, Mean(task)))];

        static double Mean(EquatableArray<float> task) => task.Average(outcome => (double)outcome);

        IEnumerable<double> Centred(EquatableArray<float> task, double own) => task.Select(outcome => mean + ((outcome - own) * documents / task.Count));
    }

    private static ConfidenceInterval Share(double[] outcomes)
    {
        var interval = Bootstrap.Mean(outcomes);
        return interval with { Lower = Math.Clamp(interval.Lower, 0, 1), Upper = Math.Clamp(interval.Upper, 0, 1) };
    }

    private string Setting(string name) =>
        _store.Settings[name] ?? throw new RunStoreException($"the run store has no setting '{name}'. Repeat the search with another --run file.");
}

using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Pipelines;

/// <summary>Scores a search's front on the test split, which the search has not seen, with paired intervals against the full network.</summary>
public sealed class TestStage
{
    private readonly ModelSession _session;
    private readonly SearchSettings _settings;
    private readonly StoredScorer _scorer;
    private readonly RunStore _store;
    private readonly EquatableArray<PreparedTask> _tasks;

    /// <summary>A test stage.</summary>
    /// <param name="session">The model.</param>
    /// <param name="settings">The search's settings.</param>
    /// <param name="store">The search's store.</param>
    /// <param name="limit">Most documents of each task's test split; null for all.</param>
    public TestStage(ModelSession session, SearchSettings settings, RunStore store, int? limit)
    {
        (_session, _settings, _store, _scorer) = (session, settings, store, new StoredScorer(session, store));
        _tasks = [.. settings.Tasks.Select(task => session.Prepare(task, settings.DataFolder, settings.Documents(DocumentSplit.Test, limit)))];
    }

    /// <summary>The full network first, then the front from large to small.</summary>
    /// <param name="members">Most front members; spread evenly over the front where it has more.</param>
    /// <param name="scoresInt8">Whether each is scored in INT8 too.</param>
    /// <param name="progress">Told after each network; may be null.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public IReadOnlyList<FrontMember> Run(int members, bool scoresInt8, IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        var full = SubNetwork.Full(_session.Config);
        SubNetwork[] networks = [full, .. Front(members).Where(network => network != full)];
        var reference = Outcomes(full, _settings.Precision, cancellationToken);
        var results = new List<FrontMember>();
        foreach (var network in networks)
        {
            results.Add(Member(network, reference, scoresInt8, cancellationToken));
            progress?.Report(new StageProgress("test split", results.Count, networks.Length, "", null));
        }

        return results;
    }

    /// <summary>The front, thinned out to at most a number of members, from large to small.</summary>
    private IEnumerable<SubNetwork> Front(int members)
    {
        var objectives = Objectives();
        var front = ParetoFront.Of(_store.Candidates().Select(evaluated => evaluated.Candidate), objectives)
            .OrderByDescending(candidate => ParameterCount.Of(_session.Config, candidate.SubNetwork)).ToArray();
        return front.Length <= members
            ? front.Select(candidate => candidate.SubNetwork)
            : Enumerable.Range(0, members).Select(index => front[(int)Math.Round(index * (front.Length - 1.0) / (members - 1))].SubNetwork).Distinct();
    }

    private EquatableArray<Objective> Objectives() =>
        new TaskEvaluator(_scorer, _session.Config, _tasks, _settings.Precision, _settings.Objectives).Objectives;

    private FrontMember Member(SubNetwork network, double[] reference, bool scoresInt8, CancellationToken cancellationToken)
    {
        var outcomes = Outcomes(network, _settings.Precision, cancellationToken);
        var int8 = scoresInt8 ? Outcomes(network, Precision.Int8, cancellationToken) : null;
        var (config, parameters) = (_session.Config, ParameterCount.Of(_session.Config, network));
        return new FrontMember(
            network,
            SearchAccuracy(network),
            parameters,
            (double)ParameterCount.Of(config) / parameters,
            WeightBytes.Of(config, network, _settings.Precision),
            Bootstrap.Mean(outcomes),
            Bootstrap.PairedDifference(outcomes, reference),
            int8 is null ? null : Bootstrap.Mean(int8),
            int8 is null ? null : Bootstrap.PairedDifference(int8, outcomes),
            WeightBytes.Of(config, network, Precision.Int8));
    }

    private double SearchAccuracy(SubNetwork network)
    {
        var scores = _settings.Tasks.Select(task => _store.FindScore(network, TaskCatalog.Load(task).Name, "search", _settings.Precision.Name())).ToArray();
        return scores.Any(score => score is null) ? double.NaN : scores.Average(score => score!.Value);
    }

    private double[] Outcomes(SubNetwork network, Precision precision, CancellationToken cancellationToken) =>
        [.. _tasks.SelectMany(task => _scorer.Score(task, network, precision, null, cancellationToken).Outcomes).Select(outcome => (double)outcome)];
}

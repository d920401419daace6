using LlamaNas.Baselines;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Our networks of a comparison: those front members that some pruned network is compared with, for each size the largest that is not larger.</summary>
internal sealed class ComparisonFronts : IDisposable
{
    private readonly ModelSession _parent;
    private readonly PruningSubject _subject;
    private readonly ComparisonScoring _scoring;
    private readonly IReadOnlyList<FrontOfRun> _fronts;
    private readonly Dictionary<string, ModelSession> _searched = [];
    private readonly HashSet<RowIdentity> _shown = [];
    private SuperNetwork? _ordered;

    /// <summary>Reads the runs.</summary>
    /// <param name="runs">Run stores.</param>
    /// <param name="parent">What the methods of the literature pruned.</param>
    /// <param name="subject">Its weights and the calibration text.</param>
    /// <param name="scoring">Keeps the rows.</param>
    /// <exception cref="UsageException">A run is missing, or its model, or it searched another model than the parent, or weights that have changed since.</exception>
    public ComparisonFronts(IEnumerable<string> runs, ModelSession parent, PruningSubject subject, ComparisonScoring scoring) =>
        (_parent, _subject, _scoring, _fronts) = (parent, subject, scoring, FrontOfRun.Read(runs, parent.Config, parent.Checkpoint.ContentHash));

    /// <summary>Computes what is missing.</summary>
    /// <param name="sizes">Sizes of the pruned networks, in parameters of two bytes.</param>
    /// <param name="cancellationToken">Stops between networks.</param>
    /// <returns>The rows of these fronts; a file may hold those of others.</returns>
    public IReadOnlySet<RowIdentity> Run(IReadOnlyCollection<long> sizes, CancellationToken cancellationToken)
    {
        var parentsSearched = _fronts.Any(IsParents);
        foreach (var front in _fronts)
        {
            SubNetwork[] members = [.. sizes.Select(front.Largest).OfType<SubNetwork>().Distinct()];
            if (IsParents(front))
                Untrained(front, members, () => front.WeightsHash == _parent.Checkpoint.ContentHash ? _parent.Network : Searched(front), Fingerprint.OfHash(front.WeightsHash), cancellationToken);
            else
                Trained(front, members, parentsSearched, cancellationToken);
        }

        return _shown;
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        _ordered?.Dispose();
        foreach (var session in _searched.Values)
            session.Dispose();
    }

    private bool IsParents(FrontOfRun front) =>
        front.WeightsHash == _parent.Checkpoint.ContentHash || OrderStage.OriginalHash(front.ModelFolder) == _parent.Checkpoint.ContentHash;

    // What a search on the parent's own weights found stands for ours without training; only where there is none do the architectures found with trained weights, on the parent's.
    private void Trained(FrontOfRun front, SubNetwork[] members, bool parentsSearched, CancellationToken cancellationToken)
    {
        if (!parentsSearched)
            Untrained(front, members, Ordered, $"{Fingerprint.OfHash(_parent.Checkpoint.ContentHash)} ordered", cancellationToken);
        var weights = Fingerprint.OfHash(front.WeightsHash);
        foreach (var member in members.Prepend(SubNetwork.Full(_parent.Config)))
        {
            using var ours = Of($"{ComparisonRow.Ours}:{front.Name}", Searched(front), member);
            Show(ours, weights);
            _scoring.Score(ours, tuned: true, front.SearchSeconds, weights, cancellationToken);
            if (ours.Reduction == 0)
                continue;
            var further = ours with { Method = $"{ComparisonRow.OursTuned}:{front.Name}" };
            Show(further, weights);
            _scoring.Train(further, front.SearchSeconds, weights, cancellationToken);
        }
    }

    private void Untrained(FrontOfRun front, SubNetwork[] members, Func<SuperNetwork> network, string weights, CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            using var ours = Of($"{ComparisonRow.OursBase}:{front.Name}", network(), member);
            Show(ours, weights);
            _scoring.Add(ours, front.SearchSeconds, weights, cancellationToken);
        }
    }

    private PrunedNetwork Of(string method, SuperNetwork network, SubNetwork member) =>
        PrunedNetwork.Of(method, 1 - ((double)ParameterCount.Of(_parent.Config, member) / ParameterCount.Of(_parent.Config)), network, member, owns: false);

    private void Show(PrunedNetwork network, string weights)
    {
        foreach (var tuned in new[] { false, true })
            _shown.Add(ComparisonScoring.Row(network, tuned, 0, weights).Identity);
    }

    private SuperNetwork Searched(FrontOfRun front)
    {
        if (_searched.TryGetValue(front.ModelFolder, out var known))
            return known.Network;
        var session = ModelSession.Open(front.ModelFolder, Precision.BFloat16);
        _searched.Add(front.ModelFolder, session);
        return session.Network;
    }

    // The parent's weights with channels ordered by importance, as fine-tuning starts; a search on the parent itself has seen its own order.
    private SuperNetwork Ordered()
    {
        if (_ordered is null)
        {
            using var draft = new WeightDraft(_parent.Network);
            _ordered = draft.Build(_parent.Network.Options);
            ChannelImportance.Order(_ordered, _subject.Calibration.Sequences);
        }

        return _ordered;
    }
}

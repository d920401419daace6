using LlamaNas.Spaces;

namespace LlamaNas.Baselines;

/// <summary>A pruning method of the literature, as its paper defines it, without training.</summary>
internal interface IBaseline
{
    /// <summary>Short name, as on the command line.</summary>
    string Name { get; }

    /// <summary>Paper and place in it.</summary>
    string Source { get; }

    /// <summary>Whether its networks are parts of the subject's own weights: their architecture says all.</summary>
    bool KeepsWeights => false;

    /// <summary>Whether later sizes go on from earlier ones, or from scores that were computed for the first: what a size takes is then the time since the start.</summary>
    bool SharesWork => true;

    /// <summary>A network that the method found before, from its architecture alone; null where that does not say which weights it has.</summary>
    /// <param name="subject">The network that was pruned.</param>
    /// <param name="reduction">Share of the parameters that had to go, 0 to 1.</param>
    /// <param name="known">Its architecture.</param>
    PrunedNetwork? Recall(PruningSubject subject, double reduction, SubNetwork known) =>
        KeepsWeights ? PrunedNetwork.Of(Name, reduction, subject.Network, known, owns: false) : null;

    /// <summary>One network for each share; what the shares have in common is computed once.</summary>
    /// <param name="subject">The network, the calibration text, the seed.</param>
    /// <param name="reductions">Shares of the parameters that have to go, 0 to 1, ascending.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>Networks that have at most the parameters that are left; each is freed by whoever takes it.</returns>
    IEnumerable<PrunedNetwork> Prune(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default);
}

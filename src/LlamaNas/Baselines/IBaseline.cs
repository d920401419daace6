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

    /// <summary>One network for each share; what the shares have in common is computed once.</summary>
    /// <param name="subject">The network, the calibration text, the seed.</param>
    /// <param name="reductions">Shares of the parameters that have to go, 0 to 1, ascending.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>Networks that have at most the parameters that are left; each is freed by whoever takes it.</returns>
    IEnumerable<PrunedNetwork> Prune(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default);
}

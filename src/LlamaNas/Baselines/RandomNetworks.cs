namespace LlamaNas.Baselines;

/// <summary>Random sub-networks: layers and quarters of feed-forward blocks go in a random order. What any method has to beat.</summary>
internal sealed class RandomNetworks : IBaseline
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public string Source => "random sub-networks (one a seed)";

    /// <inheritdoc/>
    public bool KeepsWeights => true;

    /// <inheritdoc/>
    public IEnumerable<PrunedNetwork> Prune(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default) =>
        GreedyPath.Reach(Name, subject, reductions, Path(subject));

    private static IEnumerable<NetworkPlan> Path(PruningSubject subject)
    {
        var random = new Random(subject.Seed);
        var plan = NetworkPlan.Full(subject.Config);
        while (Moves(subject, plan).ToArray() is { Length: > 0 } moves)
            yield return plan = moves[random.Next(moves.Length)];
    }

    private static IEnumerable<NetworkPlan> Moves(PruningSubject subject, NetworkPlan plan) =>
        BlockRemoval.Layers(plan).Concat(Narrower(subject, plan, parts: 4));

    /// <summary>Every plan with one feed-forward block narrower by a part of its full width.</summary>
    public static IEnumerable<NetworkPlan> Narrower(PruningSubject subject, NetworkPlan plan, int parts) =>
        from pair in plan.Layers.Index()
        let step = Math.Max(1, subject.Config.FeedForwardWidths[pair.Index] / parts)
        where pair.Item.FeedForwardWidth > step
        select plan.With(pair.Index, pair.Item with { FeedForwardWidth = pair.Item.FeedForwardWidth - step });
}

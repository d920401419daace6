namespace LlamaNas.Baselines;

/// <summary>Takes away whole layers, or attention and feed-forward blocks one by one, by the perplexity of what is left.</summary>
/// <param name="name">Short name.</param>
/// <param name="source">Paper and place in it.</param>
/// <param name="moves">What can go next.</param>
internal sealed class BlockRemoval(string name, string source, Func<NetworkPlan, IEnumerable<NetworkPlan>> moves) : IBaseline
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Source => source;

    /// <inheritdoc/>
    public bool KeepsWeights => true;

    /// <summary>Whole layers.</summary>
    public static BlockRemoval Sleb { get; } = new("sleb", "SLEB, arXiv 2402.09025, algorithm 1 (perplexity instead of the loss of token predictions)", Layers);

    /// <summary>Attention and feed-forward blocks.</summary>
    public static BlockRemoval BlockPruner { get; } = new("blockpruner", "BlockPruner, arXiv 2406.10594, section 3 (iterative search by perplexity)", Blocks);

    /// <inheritdoc/>
    public IEnumerable<PrunedNetwork> Prune(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default) =>
        GreedyPath.Reach(name, subject, reductions, GreedyPath.Steps(subject, NetworkPlan.Full(subject.Config), moves, cancellationToken));

    /// <summary>Every plan with one layer less.</summary>
    public static IEnumerable<NetworkPlan> Layers(NetworkPlan plan)
    {
        var kept = plan.Layers.Index().Where(pair => pair.Item != default).Select(pair => pair.Index).ToArray();
        return kept.Length < 2 ? [] : kept.Select(layer => plan.With(layer, default));
    }

    /// <summary>Every plan with one attention or feed-forward block less.</summary>
    public static IEnumerable<NetworkPlan> Blocks(NetworkPlan plan) => Layers(plan).Any()
        ? plan.Layers.Index().SelectMany(pair => One(plan, pair.Index, pair.Item))
        : [];

    private static IEnumerable<NetworkPlan> One(NetworkPlan plan, int layer, LayerPlan own)
    {
        if (own.KeyValueHeads > 0)
            yield return plan.With(layer, own with { KeyValueHeads = 0 });
        if (own.FeedForwardWidth > 0)
            yield return plan.With(layer, own with { FeedForwardWidth = 0 });
    }
}

using LlamaNas.Networks;
using LlamaNas.Spaces;

namespace LlamaNas.Baselines;

/// <summary>
/// MultiPruner (arXiv 2501.09949): first blocks, then feed-forward channels, then heads, each step by the perplexity of what is left; channels and
/// heads of small weights go first.
/// </summary>
internal sealed class MultiPruner : IBaseline
{
    private const double BlockShare = 0.44;      // of the parameters that go; the paper's 44:52:4 for LLaMA2-7B at 22 %
    private const double ChannelShare = 0.52;
    private const int WidthParts = 4;            // the paper takes about a tenth of a block at a time; a quarter keeps small machines busy for minutes, not hours

    /// <inheritdoc/>
    public string Name => "multipruner";

    /// <inheritdoc/>
    public string Source => "MultiPruner, arXiv 2501.09949, section 3 (blocks, channels, heads 44:52:4)";

    /// <inheritdoc/>
    public IEnumerable<PrunedNetwork> Prune(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default)
    {
        using var ordered = Ordered(subject);
        var own = subject with { Network = ordered };
        var blocks = GreedyPath.Reach(
            own, [.. reductions.Select(reduction => BlockShare * reduction)],
            GreedyPath.Steps(own, NetworkPlan.Full(own.Config), BlockRemoval.Blocks, cancellationToken));
        foreach (var (reduction, (_, plan)) in reductions.Zip(blocks))
        {
            var narrow = Until(own, plan, (BlockShare + ChannelShare) * reduction, current => RandomNetworks.Narrower(own, current, WidthParts), cancellationToken);
            var last = Until(own, narrow, reduction, current => FewerHeads(own, current), cancellationToken);
            yield return PrunedNetwork.Of(Name, reduction, ordered, last.ToSubNetwork(own.Config), owns: false);
        }
    }

    /// <inheritdoc/>
    public PrunedNetwork? Recall(PruningSubject subject, double reduction, SubNetwork known) => PrunedNetwork.Of(Name, reduction, Ordered(subject), known, owns: true);

    // Narrow networks keep the first channels and heads: those of large weights.
    private static SuperNetwork Ordered(PruningSubject subject)
    {
        using var draft = new WeightDraft(subject.Network);
        OrderedWeights.Apply(draft, MagnitudeScores.Of(subject.Network));
        return draft.Build(subject.Network.Options);
    }

    private static NetworkPlan Until(
        PruningSubject subject, NetworkPlan start, double reduction, Func<NetworkPlan, IEnumerable<NetworkPlan>> moves, CancellationToken cancellationToken)
    {
        var small = subject.Target(reduction);
        return start.Parameters(subject.Config) <= small
            ? start
            : GreedyPath.Steps(subject, start, moves, cancellationToken).First(plan => plan.Parameters(subject.Config) <= small);
    }

    // Where no head may go any more, channels do.
    private static IEnumerable<NetworkPlan> FewerHeads(PruningSubject subject, NetworkPlan plan)
    {
        var heads = plan.Layers.Index().Where(pair => pair.Item.KeyValueHeads > 1)
            .Select(pair => plan.With(pair.Index, pair.Item with { KeyValueHeads = pair.Item.KeyValueHeads - 1 })).ToArray();
        return heads.Length > 0 ? heads : RandomNetworks.Narrower(subject, plan, WidthParts);
    }
}

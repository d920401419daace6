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
        foreach (var phases in Plans(subject with { Network = ordered }, reductions, cancellationToken))
        {
            UnreachableSizeException.ThrowIfAbove(Name, subject, phases.Reduction, phases.Heads.Parameters(subject.Config));
            yield return PrunedNetwork.Of(Name, phases.Reduction, ordered, phases.Heads.ToSubNetwork(subject.Config), owns: false);
        }
    }

    /// <inheritdoc/>
    public PrunedNetwork? Recall(PruningSubject subject, double reduction, SubNetwork known) => PrunedNetwork.Of(Name, reduction, Ordered(subject), known, owns: true);

    /// <summary>What is left after each phase; the blocks of a greater share are found on from those of a smaller one.</summary>
    /// <param name="subject">A network from <see cref="Ordered"/>.</param>
    /// <param name="reductions">Shares of the parameters that have to go, 0 to 1, ascending.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    internal static IEnumerable<MultiPrunerPhases> Plans(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default)
    {
        var full = NetworkPlan.Full(subject.Config);
        var blocks = GreedyPath.Nearest(
            subject, [.. reductions.Select(reduction => BlockShare * reduction)], full, GreedyPath.Steps(subject, full, BlockRemoval.Blocks, cancellationToken));
        foreach (var (reduction, (_, plan)) in reductions.Zip(blocks))
        {
            var narrow = Until(subject, plan, (BlockShare + ChannelShare) * reduction, current => RandomNetworks.Narrower(subject, current, WidthParts), cancellationToken);
            yield return new MultiPrunerPhases(reduction, plan, narrow, Until(subject, narrow, reduction, current => FewerHeads(subject, current), cancellationToken));
        }
    }

    /// <summary>The same function; narrow networks keep the first channels and heads: those of large weights.</summary>
    internal static SuperNetwork Ordered(PruningSubject subject)
    {
        using var draft = new WeightDraft(subject.Network);
        OrderedWeights.Apply(draft, MagnitudeScores.Of(subject.Network));
        return draft.Build(subject.Network.Options);
    }

    private static NetworkPlan Until(
        PruningSubject subject, NetworkPlan start, double reduction, Func<NetworkPlan, IEnumerable<NetworkPlan>> moves, CancellationToken cancellationToken) =>
        GreedyPath.Nearest(subject, [reduction], start, GreedyPath.Steps(subject, start, moves, cancellationToken)).Single().Plan;

    // Where no head may go any more, channels do.
    private static IEnumerable<NetworkPlan> FewerHeads(PruningSubject subject, NetworkPlan plan)
    {
        var heads = plan.Layers.Index().Where(pair => pair.Item.KeyValueHeads > 1)
            .Select(pair => plan.With(pair.Index, pair.Item with { KeyValueHeads = pair.Item.KeyValueHeads - 1 })).ToArray();
        return heads.Length > 0 ? heads : RandomNetworks.Narrower(subject, plan, WidthParts);
    }
}

/// <summary>What is left after each of MultiPruner's phases.</summary>
/// <param name="Reduction">Share of the parameters that has to go, 0 to 1.</param>
/// <param name="Blocks">Whole blocks are gone.</param>
/// <param name="Channels">Channels, too.</param>
/// <param name="Heads">Heads, too: the result.</param>
internal sealed record MultiPrunerPhases(double Reduction, NetworkPlan Blocks, NetworkPlan Channels, NetworkPlan Heads);

namespace LlamaNas.Baselines;

/// <summary>
/// EvoPress (arXiv 2410.14649, algorithm 1): (1 + lambda) evolution over which attention and which feed-forward blocks go, equally many of both.
/// Mutation switches levels (one block comes back, another of its kind goes); offspring are looked at on a little text first, the best on all of it.
/// </summary>
/// <param name="generations">Generations.</param>
/// <param name="offspring">Offspring of a generation (lambda).</param>
internal sealed class EvoPress(int generations = 16, int offspring = 16) : IBaseline
{
    private const int Finalists = 4;

    /// <inheritdoc/>
    public string Name => "evopress";

    /// <inheritdoc/>
    public string Source => "EvoPress, arXiv 2410.14649, algorithm 1 (level-switch mutation, staged fitness; perplexity as fitness)";

    /// <inheritdoc/>
    public bool SharesWork => false;

    /// <inheritdoc/>
    public bool KeepsWeights => true;

    /// <inheritdoc/>
    public IEnumerable<PrunedNetwork> Prune(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default) =>
        reductions.Select(reduction => PrunedNetwork.Of(
            Name, reduction, subject.Network, Evolve(subject, reduction, cancellationToken).ToSubNetwork(subject.Config), owns: false));

    /// <summary>Switches one to three pairs of blocks: what was gone comes back, what was there goes. Parameters stay the same where blocks of a kind are equal.</summary>
    internal static NetworkPlan Mutate(NetworkPlan plan, NetworkPlan full, Random random)
    {
        for (var switches = Math.Min(random.Next(1, 4), random.Next(1, 4)); switches > 0; switches--)
        {
            var attention = random.Next(2) == 0;
            var gone = Places(plan, attention, there: false);
            var there = Places(plan, attention, there: true);
            if (gone.Length == 0 || there.Length == 0)
                continue;
            plan = Set(plan, full, gone[random.Next(gone.Length)], attention, there: true);
            plan = Set(plan, full, there[random.Next(there.Length)], attention, there: false);
        }

        return plan;
    }

    private NetworkPlan Evolve(PruningSubject subject, double reduction, CancellationToken cancellationToken)
    {
        var random = new Random(subject.Seed);
        var full = NetworkPlan.Full(subject.Config);
        var parent = Start(subject, full, reduction, random);
        var loss = Losses([parent], quick: false)[0];
        for (var generation = 0; generation < generations; generation++)
        {
            var children = Enumerable.Range(0, offspring).Select(_ => Mutate(parent, full, random)).Where(child => child != parent && child.Layers.Any(layer => layer != default)).Distinct().ToArray();
            var quick = Losses(children, quick: true);
            NetworkPlan[] best = [.. children.Zip(quick).OrderBy(pair => pair.Second).Take(Finalists).Select(pair => pair.First)];
            foreach (var (child, own) in best.Zip(Losses(best, quick: false)))
                if (own < loss)
                    (parent, loss) = (child, own);
            subject.Progress?.Report(FormattableString.Invariant($"generation {generation + 1} of {generations}, loss {loss:F3}"));
        }

        return parent;

        double[] Losses(NetworkPlan[] plans, bool quick)
        {
            var networks = plans.Select(plan => plan.ToSubNetwork(subject.Config)).ToArray();
            return quick
                ? subject.Calibration.QuickLosses(subject.Network, networks, cancellationToken)
                : subject.Calibration.Losses(subject.Network, networks, cancellationToken);
        }
    }

    // Equally many attention and feed-forward blocks go, at random, until few enough parameters are left; one attention block stays.
    private NetworkPlan Start(PruningSubject subject, NetworkPlan full, double reduction, Random random)
    {
        var plan = GreedyPath.Nearest(subject, [reduction], full, Removals(full, Shuffled(full, random), Shuffled(full, random))).Single().Plan;
        UnreachableSizeException.ThrowIfAbove(Name, subject, reduction, plan.Parameters(subject.Config));
        return plan;
    }

    private static IEnumerable<NetworkPlan> Removals(NetworkPlan full, int[] attention, int[] feedForward)
    {
        var plan = full;
        for (var count = 0; count < feedForward.Length; count++)
        {
            yield return plan = Set(plan, full, feedForward[count], attention: false, there: false);
            if (count + 1 < attention.Length)
                yield return plan = Set(plan, full, attention[count], attention: true, there: false);
        }
    }

    private static int[] Shuffled(NetworkPlan full, Random random)
    {
        int[] layers = [.. Enumerable.Range(0, full.Layers.Count)];
        random.Shuffle(layers);
        return layers;
    }

    private static int[] Places(NetworkPlan plan, bool attention, bool there) =>
        [.. plan.Layers.Index().Where(pair => (attention ? pair.Item.KeyValueHeads : pair.Item.FeedForwardWidth) > 0 == there).Select(pair => pair.Index)];

    private static NetworkPlan Set(NetworkPlan plan, NetworkPlan full, int layer, bool attention, bool there) => plan.With(layer, attention
        ? plan.Layers[layer] with { KeyValueHeads = there ? full.Layers[layer].KeyValueHeads : 0 }
        : plan.Layers[layer] with { FeedForwardWidth = there ? full.Layers[layer].FeedForwardWidth : 0 });
}

namespace LlamaNas.Baselines;

/// <summary>
/// Takes away, step by step, what costs least loss, and looks only at what may be cheapest (Minoux 1978, accelerated greedy): the less is left, the
/// dearer each further loss, so the rise that a move cost at an earlier step is a lower bound of what it costs now. Where that law holds the path is
/// the one of looking at every move in every step; where it does not, the <see cref="MovesAtOnce"/> most promising ones are looked at all the same.
/// </summary>
internal static class GreedyPath
{
    /// <summary>Moves that every step looks at, at least.</summary>
    public const int MovesAtOnce = 8;

    /// <summary>The plans after each step by the loss on the calibration text, without end: stop taking when one is small enough.</summary>
    /// <param name="subject">Whose calibration text decides.</param>
    /// <param name="start">Where the path begins; not part of it.</param>
    /// <param name="moves">What can go next from a plan, each in one layer; the path ends where nothing can.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static IEnumerable<NetworkPlan> Steps(
        PruningSubject subject, NetworkPlan start, Func<NetworkPlan, IEnumerable<NetworkPlan>> moves, CancellationToken cancellationToken = default)
    {
        foreach (var (plan, loss) in Steps(start, moves, Losses))
        {
            subject.Progress?.Report(FormattableString.Invariant($"{plan.Parameters(subject.Config) / 1e6:F1} M parameters left, loss {loss:F3}"));
            yield return plan;
        }

        double[] Losses(NetworkPlan[] plans) =>
            subject.Calibration.Losses(subject.Network, [.. plans.Select(plan => plan.ToSubNetwork(subject.Config))], cancellationToken);
    }

    /// <summary>The same by any loss of plans.</summary>
    internal static IEnumerable<(NetworkPlan Plan, double Loss)> Steps(
        NetworkPlan start, Func<NetworkPlan, IEnumerable<NetworkPlan>> moves, Func<NetworkPlan[], double[]> losses)
    {
        var (plan, loss) = (start, losses([start])[0]);
        Dictionary<(int Layer, LayerPlan After), double> rises = [];
        while (moves(plan).ToArray() is { Length: > 0 } candidates)
        {
            var known = candidates.Select(candidate => (Plan: candidate, Key: ChangedLayer(plan, candidate)))
                .Select(move => (move.Plan, move.Key, Bound: rises.GetValueOrDefault(move.Key, double.NegativeInfinity)))
                .OrderBy(move => move.Bound).ToArray();
            var best = (Plan: plan, Loss: double.PositiveInfinity);
            for (var next = 0; next < known.Length && known[next].Bound <= best.Loss - loss;)
            {
                var part = known[next..].TakeWhile((move, index) => index < MovesAtOnce || double.IsNegativeInfinity(move.Bound)).ToArray();
                foreach (var (move, own) in part.Zip(losses([.. part.Select(move => move.Plan)])))
                {
                    rises[move.Key] = own - loss;
                    if (own < best.Loss)
                        best = (move.Plan, own);
                }

                next += part.Length;
            }

            if (double.IsPositiveInfinity(best.Loss))
                throw new LlamaNasException("no smaller network has a finite loss on the calibration text. Use another calibration text.");
            (plan, loss) = best;
            yield return best;
        }
    }

    /// <summary>The network of the first plan of a path that has at most the wanted parameters, for every share; shares ascend.</summary>
    /// <exception cref="UnreachableSizeException">The path ends before.</exception>
    public static IEnumerable<PrunedNetwork> Reach(string method, PruningSubject subject, IReadOnlyList<double> reductions, IEnumerable<NetworkPlan> path)
    {
        foreach (var (reduction, plan) in Nearest(subject, reductions, NetworkPlan.Full(subject.Config), path))
        {
            UnreachableSizeException.ThrowIfAbove(method, subject, reduction, plan.Parameters(subject.Config));
            yield return PrunedNetwork.Of(method, reduction, subject.Network, plan.ToSubNetwork(subject.Config), owns: false);
        }
    }

    /// <summary>The first plan, of a start and a path from there, that has at most the wanted parameters, for every share; the last where the path ends before.</summary>
    public static IEnumerable<(double Reduction, NetworkPlan Plan)> Nearest(
        PruningSubject subject, IReadOnlyList<double> reductions, NetworkPlan start, IEnumerable<NetworkPlan> path)
    {
        using var steps = path.GetEnumerator();
        var plan = start;
        foreach (var reduction in reductions)
        {
            while (plan.Parameters(subject.Config) > subject.Target(reduction) && steps.MoveNext())
                plan = steps.Current;
            yield return (reduction, plan);
        }
    }

    private static (int Layer, LayerPlan After) ChangedLayer(NetworkPlan before, NetworkPlan after)
    {
        var layer = before.Layers.Zip(after.Layers).Index().First(pair => pair.Item.First != pair.Item.Second).Index;
        return (layer, after.Layers[layer]);
    }
}

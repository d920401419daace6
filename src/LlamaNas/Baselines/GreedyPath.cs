namespace LlamaNas.Baselines;

/// <summary>Takes away, step by step, what costs least loss on the calibration text.</summary>
internal static class GreedyPath
{
    /// <summary>The plans after each step, without end: stop taking when one is small enough.</summary>
    /// <param name="subject">Whose calibration text decides.</param>
    /// <param name="start">Where the path begins; not part of it.</param>
    /// <param name="moves">What can go next from a plan; the path ends where nothing can.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static IEnumerable<NetworkPlan> Steps(
        PruningSubject subject, NetworkPlan start, Func<NetworkPlan, IEnumerable<NetworkPlan>> moves, CancellationToken cancellationToken = default)
    {
        var plan = start;
        while (moves(plan).ToArray() is { Length: > 0 } candidates)
        {
            var losses = subject.Calibration.Losses(subject.Network, [.. candidates.Select(candidate => candidate.ToSubNetwork(subject.Config))], cancellationToken);
            plan = candidates[losses.Index().MinBy(pair => pair.Item).Index];
            subject.Progress?.Report(FormattableString.Invariant($"{plan.Parameters(subject.Config) / 1e6:F1} M parameters left, loss {losses.Min():F3}"));
            yield return plan;
        }
    }

    /// <summary>The first plan of a path that has at most the wanted parameters, for every share; shares ascend.</summary>
    /// <exception cref="LlamaNasException">The path ends before.</exception>
    public static IEnumerable<(double Reduction, NetworkPlan Plan)> Reach(
        PruningSubject subject, IReadOnlyList<double> reductions, IEnumerable<NetworkPlan> path)
    {
        using var steps = path.Prepend(NetworkPlan.Full(subject.Config)).GetEnumerator();
        steps.MoveNext();
        foreach (var reduction in reductions)
        {
            while (steps.Current.Parameters(subject.Config) > subject.Target(reduction))
            {
                if (!steps.MoveNext())
                    throw new LlamaNasException(FormattableString.Invariant($"a reduction of {100 * reduction:F0} % is more than this method can take away. Ask for less."));
            }

            yield return (reduction, steps.Current);
        }
    }
}

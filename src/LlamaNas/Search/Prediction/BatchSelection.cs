using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;

namespace LlamaNas.Search.Prediction;

/// <summary>
/// Chooses which of many promising networks to evaluate: one after another the one that adds most to the predicted hypervolume, the
/// others chosen included, so that a batch spreads over the front.
/// </summary>
internal static class BatchSelection
{
    /// <summary>Adds networks to a batch.</summary>
    /// <param name="batch">What is chosen already; also receives the result.</param>
    /// <param name="count">Wanted size of the batch.</param>
    /// <param name="pool">Networks to choose from, with their (predicted or optimistic) points.</param>
    /// <param name="known">Points that are there already.</param>
    public static void Add(List<Genotype> batch, int count, IReadOnlyList<(Genotype Genotype, Point Point)> pool, IReadOnlyList<Point> known)
    {
        var rest = pool.Where(item => !batch.Contains(item.Genotype)).ToList();
        if (rest.Count == 0)
            return;
        var all = known.Concat(rest.Select(item => item.Point)).Where(point => point.Violation == 0).Select(point => point.Values).ToArray();
        if (all.Length == 0)
        {
            batch.AddRange(rest.OrderBy(item => item.Point.Violation).Select(item => item.Genotype).Take(count - batch.Count));
            return;
        }

        var bounds = BoundsOf(all);
        var front = Front([.. known.Where(point => point.Violation == 0).Select(point => bounds.Normalise(point.Values))]);
        var waiting = new PriorityQueue<Waiting, double>();
        foreach (var (genotype, point) in rest.Where(item => item.Point.Violation == 0))
            waiting.Enqueue(new Waiting(genotype, bounds.Normalise(point.Values), Round: -1), double.NegativeInfinity);

        // Lazy greedy: what a network adds only shrinks as others are chosen, so only the leader is brought up to date.
        double[] reference = [.. bounds.Best.Select(_ => 1.01)];
        var volume = Hypervolume.Of(front, reference);
        while (batch.Count < count && waiting.TryDequeue(out var leader, out var negatedGain))
        {
            if (leader.Round < batch.Count)
            {
                waiting.Enqueue(leader with { Round = batch.Count }, volume - Hypervolume.Of([.. front, leader.Values], reference));
                continue;
            }

            if (negatedGain >= -1e-12)
                return;
            batch.Add(leader.Genotype);
            front = Front([.. front, leader.Values]);
            volume = Hypervolume.Of(front, reference);
        }
    }

    private static ObjectiveBounds BoundsOf(double[][] points) => new(
        [.. Enumerable.Range(0, points[0].Length).Select(objective => points.Min(point => point[objective]))],
        [.. Enumerable.Range(0, points[0].Length).Select(objective => points.Max(point => point[objective]))]);

    private static List<double[]> Front(IReadOnlyList<double[]> points) =>
        [.. NonDominatedSort.FirstFront([.. points.Select(point => new Point(point))]).Select(index => points[index])];

    private sealed record Waiting(Genotype Genotype, double[] Values, int Round);
}

using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;

namespace LlamaNas.Search.Prediction;

/// <summary>
/// Chooses which of many promising networks to evaluate: one after another the one that is expected to add most to the hypervolume. Each choice counts as evaluated for
/// the next ones (its mean belongs to the front, and what it will teach makes its relatives less uncertain), so that a batch spreads over the front.
/// </summary>
internal static class BatchSelection
{
    private const double Reference = 1.01;

    /// <summary>Adds networks to a batch.</summary>
    /// <param name="batch">Receives the result.</param>
    /// <param name="count">Wanted size of the batch.</param>
    /// <param name="pool">Networks to choose from.</param>
    /// <param name="known">Points that are there already.</param>
    public static void Add(List<Genotype> batch, int count, IReadOnlyList<Prospect> pool, IReadOnlyList<Point> known)
    {
        var all = known.Concat(pool.Select(prospect => prospect.Mean)).Where(point => point.Violation == 0).Select(point => point.Values).ToArray();
        if (all.Length == 0)
        {
            batch.AddRange(pool.OrderBy(prospect => prospect.Mean.Violation).Select(prospect => prospect.Genotype).Take(count - batch.Count));
            return;
        }

        var bounds = BoundsOf(all);
        double[] reference = [.. bounds.Best.Select(_ => Reference)];
        var front = Front([.. known.Where(point => point.Violation == 0).Select(point => bounds.Normalise(point.Values))]);
        var waiting = new PriorityQueue<(Prospect Prospect, int Round), double>(
            pool.Where(prospect => prospect.Mean.Violation == 0).Select(prospect => ((prospect, -1), double.NegativeInfinity)));
        var chosen = new List<Prospect>();

        // Lazy greedy: what a network adds only shrinks as others are chosen, so only the leader is brought up to date.
        while (batch.Count < count && waiting.TryDequeue(out var leader, out var negatedGain))
        {
            if (leader.Round < chosen.Count)
            {
                foreach (var other in chosen.Skip(Math.Max(0, leader.Round)))
                    leader.Prospect.Await(other);
                var gain = leader.Prospect.Outcomes().Average(outcome => Hypervolume.Added(bounds.Normalise(outcome), front, reference));
                waiting.Enqueue((leader.Prospect, chosen.Count), -gain);
                continue;
            }

            if (negatedGain >= -1e-12)
                return;
            batch.Add(leader.Prospect.Genotype);
            chosen.Add(leader.Prospect);
            front = Front([.. front, bounds.Normalise(leader.Prospect.Mean.Values)]);
        }
    }

    private static ObjectiveBounds BoundsOf(double[][] points) => new(
        [.. Enumerable.Range(0, points[0].Length).Select(objective => points.Min(point => point[objective]))],
        [.. Enumerable.Range(0, points[0].Length).Select(objective => points.Max(point => point[objective]))]);

    private static List<double[]> Front(IReadOnlyList<double[]> points) =>
        [.. NonDominatedSort.FirstFront([.. points.Select(point => new Point(point))]).Select(index => points[index])];
}

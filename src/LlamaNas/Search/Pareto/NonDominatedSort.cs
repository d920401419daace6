namespace LlamaNas.Search.Pareto;

/// <summary>Sorts points into fronts: the first is dominated by none, the next only by earlier ones (Deb et al. 2002).</summary>
internal static class NonDominatedSort
{
    /// <summary>Indices of the points of each front, best front first, ascending within a front.</summary>
    /// <param name="points">The points.</param>
    /// <param name="enough">Stops after the front with which this many points are sorted.</param>
    public static List<List<int>> Fronts(IReadOnlyList<Point> points, int enough = int.MaxValue)
    {
        var dominators = new int[points.Count];
        var dominated = new List<int>[points.Count];
        for (var index = 0; index < points.Count; index++)
            dominated[index] = [];
        for (var left = 0; left < points.Count; left++)
            for (var right = left + 1; right < points.Count; right++)
                if (Dominance.Dominates(points[left], points[right]))
                    Record(left, right);
                else if (Dominance.Dominates(points[right], points[left]))
                    Record(right, left);

        var fronts = new List<List<int>>();
        var current = Enumerable.Range(0, points.Count).Where(index => dominators[index] == 0).ToList();
        for (var sorted = 0; current.Count > 0 && sorted < enough; sorted += fronts[^1].Count)
        {
            fronts.Add(current);
            current = [.. current.SelectMany(index => dominated[index]).Where(index => --dominators[index] == 0).Order()];
        }

        return fronts;

        void Record(int winner, int loser)
        {
            dominated[winner].Add(loser);
            dominators[loser]++;
        }
    }

    /// <summary>Indices of the points that none dominates, ascending.</summary>
    public static List<int> FirstFront(IReadOnlyList<Point> points) =>
        [.. Enumerable.Range(0, points.Count).Where(index => !points.Any(other => Dominance.Dominates(other, points[index])))];
}

namespace LlamaNas.Search.Pareto;

/// <summary>Volume that a set of points dominates, up to a reference point; all objectives minimised. Exact for any number of objectives.</summary>
internal static class Hypervolume
{
    /// <summary>The dominated volume; points that are not better than the reference everywhere add nothing. 0 for none.</summary>
    public static double Of(IEnumerable<double[]> points, double[] reference)
    {
        var inside = points.Where(point => Inside(point, reference)).ToList();
        return reference.Length switch
        {
            1 => inside.Count == 0 ? 0 : reference[0] - inside.Min(point => point[0]),
            2 => Area(inside, reference),
            _ => Volume(inside, reference),
        };
    }

    /// <summary>Volume that a point adds to that of others.</summary>
    public static double Added(double[] point, IReadOnlyList<double[]> others, double[] reference) =>
        Inside(point, reference) ? Box(point, reference) - Of(others.Select(other => Worst(other, point)), reference) : 0;

    private static bool Inside(double[] point, double[] reference)
    {
        for (var objective = 0; objective < reference.Length; objective++)
            if (!(point[objective] < reference[objective]))
                return false;
        return true;
    }

    private static double Area(List<double[]> points, double[] reference)
    {
        points.Sort((left, right) => left[0].CompareTo(right[0]) is var sign and not 0 ? sign : left[1].CompareTo(right[1]));
        var (area, lowest) = (0.0, reference[1]);
        foreach (var point in points)
            if (point[1] < lowest)
            {
                area += (reference[0] - point[0]) * (lowest - point[1]);
                lowest = point[1];
            }

        return area;
    }

    /// <summary>WFG (While, Bradstreet, Barone 2012): the sum of what each point adds to those after it.</summary>
    private static double Volume(List<double[]> points, double[] reference)
    {
        var last = reference.Length - 1;
        var front = NonDominated(points);
        front.Sort((left, right) => right[last].CompareTo(left[last]));
        var volume = 0.0;
        for (var index = 0; index < front.Count; index++)
        {
            // Worst last objective first: every later point is better there, so limiting it gives this point's value and
            // the last objective contributes a constant factor.
            var depth = reference[last] - front[index][last];
            var flat = front[index][..last];
            var limited = front.Skip(index + 1).Select(other => Worst(other, flat)).ToList();
            volume += depth * (Box(flat, reference) - Of(limited, reference[..last]));
        }

        return volume;
    }

    private static double Box(double[] point, double[] reference) =>
        point.Select((value, objective) => reference[objective] - value).Aggregate(1.0, (product, edge) => product * edge);

    private static double[] Worst(double[] other, double[] point) =>
        [.. point.Select((value, objective) => Math.Max(value, other[objective]))];

    private static List<double[]> NonDominated(List<double[]> points) => [.. points.Where((point, index) =>
        !points.Where((other, place) => Dominance.Dominates(other, point) || (place < index && other.AsSpan().SequenceEqual(point))).Any())];
}

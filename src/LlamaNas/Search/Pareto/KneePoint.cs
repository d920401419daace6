namespace LlamaNas.Search.Pareto;

/// <summary>
/// The knee of a front: the point farthest below the plane through the best of each objective, every objective scaled to the front's range.
/// </summary>
internal static class KneePoint
{
    /// <summary>Index of the knee, the first of equals; -1 for an empty front.</summary>
    /// <param name="front">Points that do not dominate each other, all objectives minimised.</param>
    public static int Of(IReadOnlyList<double[]> front)
    {
        var (knee, least) = (-1, double.PositiveInfinity);
        for (var index = 0; index < front.Count; index++)
        {
            var sum = 0.0;
            for (var objective = 0; objective < front[index].Length; objective++)
            {
                var best = front.Min(point => point[objective]);
                var range = front.Max(point => point[objective]) - best;
                sum += range > 0 ? (front[index][objective] - best) / range : 0;
            }

            if (sum < least - 1e-12)     // equal up to rounding: the first
                (knee, least) = (index, sum);
        }

        return knee;
    }
}

namespace LlamaNas.Search.Pareto;

/// <summary>How much room a point has in its front: the sum over objectives of the gap between its neighbours, each scaled to the front's range.</summary>
internal static class CrowdingDistance
{
    /// <summary>One distance per point of a front; infinite at the ends of each objective, 0 for repeated points.</summary>
    public static double[] Of(IReadOnlyList<double[]> front)
    {
        var distances = new double[front.Count];
        var distinct = Enumerable.Range(0, front.Count).DistinctBy(index => EquatableArray.Create<double>(front[index])).ToArray();
        if (front.Count == 0)
            return distances;
        var order = distinct.ToArray();
        for (var objective = 0; objective < front[0].Length; objective++)
        {
            var current = objective;
            Array.Sort(order, (left, right) => front[left][current].CompareTo(front[right][current]) is var sign and not 0 ? sign : left.CompareTo(right));
            distances[order[0]] = distances[order[^1]] = double.PositiveInfinity;
            var range = front[order[^1]][objective] - front[order[0]][objective];
            for (var place = 1; place < order.Length - 1 && range > 0; place++)
                distances[order[place]] += (front[order[place + 1]][objective] - front[order[place - 1]][objective]) / range;
        }

        return distances;
    }
}

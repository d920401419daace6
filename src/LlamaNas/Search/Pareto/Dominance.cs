namespace LlamaNas.Search.Pareto;

/// <summary>Order of points, all objectives minimised.</summary>
internal static class Dominance
{
    /// <summary>Whether the first point is nowhere worse and somewhere better.</summary>
    public static bool Dominates(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var better = false;
        for (var objective = 0; objective < first.Length; objective++)
        {
            if (first[objective] > second[objective])
                return false;
            better |= first[objective] < second[objective];
        }

        return better;
    }

    /// <summary>Constrained dominance: the smaller violation wins; of equal violations the dominating point.</summary>
    public static bool Dominates(in Point first, in Point second) =>
        first.Violation != second.Violation ? first.Violation < second.Violation : Dominates(first.Values, second.Values);
}

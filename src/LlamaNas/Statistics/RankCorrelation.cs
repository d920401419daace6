namespace LlamaNas.Statistics;

/// <summary>Agreement of two orderings.</summary>
internal static class RankCorrelation
{
    /// <summary>
    /// Kendall's tau-b: pairs in the same order minus pairs in opposite order, corrected for ties. 1 same order, -1 opposite;
    /// NaN where one of the lists is constant or shorter than two.
    /// </summary>
    public static double KendallTauB(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"Ranks are compared item by item: {first.Length} items against {second.Length}.");
        long difference = 0, untiedFirst = 0, untiedSecond = 0;
        for (var left = 0; left < first.Length; left++)
            for (var right = left + 1; right < first.Length; right++)
            {
                var (one, two) = (first[left].CompareTo(first[right]), second[left].CompareTo(second[right]));
                difference += one * two;
                untiedFirst += Math.Abs(one);
                untiedSecond += Math.Abs(two);
            }

        return difference / Math.Sqrt((double)untiedFirst * untiedSecond);
    }
}

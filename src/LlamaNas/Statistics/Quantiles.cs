namespace LlamaNas.Statistics;

/// <summary>Quantiles by linear interpolation between order statistics (the default of NumPy and R).</summary>
internal static class Quantiles
{
    /// <summary>The quantile of unsorted values; NaN for none.</summary>
    /// <param name="values">Values in any order.</param>
    /// <param name="fraction">0 gives the least value, 0.5 the median, 1 the greatest.</param>
    public static double Of(ReadOnlySpan<double> values, double fraction)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return OfSorted(sorted, fraction);
    }

    /// <summary>The quantile of ascending values; NaN for none.</summary>
    public static double OfSorted(ReadOnlySpan<double> sorted, double fraction)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fraction, 1);
        if (sorted.IsEmpty)
            return double.NaN;
        var position = fraction * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>The middle value; NaN for none.</summary>
    public static double Median(ReadOnlySpan<double> values) => Of(values, 0.5);
}

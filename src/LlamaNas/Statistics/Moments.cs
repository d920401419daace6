namespace LlamaNas.Statistics;

/// <summary>Mean, sample variance and the standard error of the mean.</summary>
internal static class Moments
{
    /// <summary>Arithmetic mean; NaN for no values.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }

    /// <summary>Sample variance (divided by n - 1); NaN for fewer than two values.</summary>
    public static double Variance(ReadOnlySpan<double> values)
    {
        if (values.Length < 2)
            return double.NaN;
        var mean = Mean(values);
        var sum = 0.0;
        foreach (var value in values)
            sum += (value - mean) * (value - mean);
        return sum / (values.Length - 1);
    }

    /// <summary>Square root of the sample variance; NaN for fewer than two values.</summary>
    public static double StandardDeviation(ReadOnlySpan<double> values) => Math.Sqrt(Variance(values));

    /// <summary>Standard error of the mean, as lm-evaluation-harness gives it; NaN for fewer than two values.</summary>
    public static double StandardErrorOfMean(ReadOnlySpan<double> values) => Math.Sqrt(Variance(values) / values.Length);
}

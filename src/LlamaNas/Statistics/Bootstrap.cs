namespace LlamaNas.Statistics;

/// <summary>Percentile bootstrap over documents; the same seed gives the same interval.</summary>
internal static class Bootstrap
{
    public const int DefaultResamples = 2000;

    /// <summary>Mean of the values and its interval; all NaN for no values.</summary>
    /// <param name="values">One score per document.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">Number of resamples.</param>
    /// <param name="level">Probability that the interval covers the true mean, e.g. 0.95.</param>
    public static ConfidenceInterval Mean(ReadOnlySpan<double> values, int seed = 42, int resamples = DefaultResamples, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (values.IsEmpty)
            return new ConfidenceInterval(double.NaN, double.NaN, double.NaN);
        var random = new Random(seed);
        var means = new double[resamples];
        for (var resample = 0; resample < resamples; resample++)
        {
            var sum = 0.0;
            for (var draw = 0; draw < values.Length; draw++)
                sum += values[random.Next(values.Length)];
            means[resample] = sum / values.Length;
        }

        Array.Sort(means);
        return new ConfidenceInterval(
            Moments.Mean(values), Quantiles.OfSorted(means, (1 - level) / 2), Quantiles.OfSorted(means, (1 + level) / 2));
    }

    /// <summary>Mean of the per-document differences (first minus second) and its interval.</summary>
    /// <param name="first">Scores of one network, one per document.</param>
    /// <param name="second">Scores of the other network on the same documents, in the same order.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">Number of resamples.</param>
    /// <param name="level">Probability that the interval covers the true mean difference.</param>
    public static ConfidenceInterval PairedDifference(
        ReadOnlySpan<double> first, ReadOnlySpan<double> second, int seed = 42, int resamples = DefaultResamples, double level = 0.95)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"Paired scores need the same documents: {first.Length} scores against {second.Length}.");
        var differences = new double[first.Length];
        for (var document = 0; document < differences.Length; document++)
            differences[document] = first[document] - second[document];
        return Mean(differences, seed, resamples, level);
    }

    /// <summary>Kendall's tau-b of paired values and its interval; resamples in which one side is constant count for nothing.</summary>
    /// <param name="first">One value per item.</param>
    /// <param name="second">The other value of the same items, in the same order.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">Number of resamples.</param>
    /// <param name="level">Probability that the interval covers the true correlation.</param>
    public static ConfidenceInterval KendallTauB(
        ReadOnlySpan<double> first, ReadOnlySpan<double> second, int seed = 42, int resamples = DefaultResamples, double level = 0.95)
    {
        var estimate = RankCorrelation.KendallTauB(first, second);
        var random = new Random(seed);
        var correlations = new List<double>();
        var (one, two) = (new double[first.Length], new double[first.Length]);
        for (var resample = 0; resample < resamples; resample++)
        {
            for (var draw = 0; draw < one.Length; draw++)
            {
                var item = random.Next(one.Length);
                (one[draw], two[draw]) = (first[item], second[item]);
            }

            if (RankCorrelation.KendallTauB(one, two) is var correlation && !double.IsNaN(correlation))
                correlations.Add(correlation);
        }

        double[] sorted = [.. correlations.Order()];
        return new ConfidenceInterval(estimate, Quantiles.OfSorted(sorted, (1 - level) / 2), Quantiles.OfSorted(sorted, (1 + level) / 2));
    }
}

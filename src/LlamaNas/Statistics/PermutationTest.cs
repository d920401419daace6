namespace LlamaNas.Statistics;

/// <summary>Two-sided p-values by random permutations: how often chance alone gives at least as much. The same seed gives the same value.</summary>
internal static class PermutationTest
{
    public const int DefaultPermutations = 2000;

    /// <summary>Whether two orderings agree (Kendall's tau-b) more than shuffled ones; NaN where tau is.</summary>
    /// <param name="first">One number an item.</param>
    /// <param name="second">One number an item, in the same order.</param>
    /// <param name="seed">Seed of the permutations.</param>
    /// <param name="permutations">Number of permutations.</param>
    public static double KendallTau(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int seed = 42, int permutations = DefaultPermutations)
    {
        var (observed, own) = (Math.Abs(RankCorrelation.KendallTauB(first, second)), first.ToArray());
        return double.IsNaN(observed) ? double.NaN : Share(observed, second.ToArray(), shuffled => RankCorrelation.KendallTauB(own, shuffled), seed, permutations);
    }

    /// <summary>Whether the mean of some values is farther from the mean of all than that of as many random ones; NaN for no values.</summary>
    /// <param name="all">All values.</param>
    /// <param name="chosen">Places of some of them.</param>
    /// <param name="seed">Seed of the permutations.</param>
    /// <param name="permutations">Number of permutations.</param>
    public static double SubsetMean(ReadOnlySpan<double> all, ReadOnlySpan<int> chosen, int seed = 42, int permutations = DefaultPermutations)
    {
        if (all.IsEmpty || chosen.IsEmpty)
            return double.NaN;
        var mean = Moments.Mean(all);
        var own = new double[chosen.Length];
        for (var index = 0; index < own.Length; index++)
            own[index] = all[chosen[index]];
        return Share(Math.Abs(Moments.Mean(own) - mean), all.ToArray(), shuffled => Moments.Mean(shuffled.AsSpan(0, own.Length)) - mean, seed, permutations);
    }

    // Of all orders, the given one counts too: no p-value is 0.
    private static double Share(double observed, double[] values, Func<double[], double> statistic, int seed, int permutations)
    {
        var random = new Random(seed);
        var extreme = 0;
        for (var permutation = 0; permutation < permutations; permutation++)
        {
            random.Shuffle(values);
            if (Math.Abs(statistic(values)) >= observed - 1e-12)
                extreme++;
        }

        return (extreme + 1.0) / (permutations + 1);
    }
}

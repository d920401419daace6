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
        return double.IsNaN(observed) ? double.NaN : Share(observed, second.ToArray(), Shuffle, shuffled => RankCorrelation.KendallTauB(own, shuffled), seed, permutations);
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
        return Share(Math.Abs(Moments.Mean(own) - mean), all.ToArray(), Shuffle, shuffled => Moments.Mean(shuffled.AsSpan(0, own.Length)) - mean, seed, permutations);
    }

    /// <summary>Whether paired values differ in the mean more than with the sign of each difference drawn at random; NaN for no values.</summary>
    /// <param name="first">One value an item.</param>
    /// <param name="second">The other value of the same items, in the same order.</param>
    /// <param name="seed">Seed of the signs.</param>
    /// <param name="permutations">Number of permutations.</param>
    public static double PairedDifference(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int seed = 42, int permutations = DefaultPermutations)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"Paired values need the same items: {first.Length} values against {second.Length}.");
        if (first.IsEmpty)
            return double.NaN;
        var differences = new double[first.Length];
        for (var item = 0; item < differences.Length; item++)
            differences[item] = first[item] - second[item];
        return Share(Math.Abs(Moments.Mean(differences)), differences, FlipSigns, values => Moments.Mean(values), seed, permutations);
    }

    private static void FlipSigns(Random random, double[] values)
    {
        for (var item = 0; item < values.Length; item++)
            if (random.Next(2) == 0)
                values[item] = -values[item];
    }

    private static void Shuffle(Random random, double[] values) => random.Shuffle(values);

    // The given values are one of the permutations: no p-value is 0.
    private static double Share(double observed, double[] values, Action<Random, double[]> permute, Func<double[], double> statistic, int seed, int permutations)
    {
        var random = new Random(seed);
        var extreme = 0;
        for (var permutation = 0; permutation < permutations; permutation++)
        {
            permute(random, values);
            if (Math.Abs(statistic(values)) >= observed - 1e-12)
                extreme++;
        }

        return (extreme + 1.0) / (permutations + 1);
    }
}

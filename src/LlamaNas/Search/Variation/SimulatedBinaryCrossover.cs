namespace LlamaNas.Search.Variation;

/// <summary>Crossover of real vectors in [0, 1] that spreads children around their parents (Deb and Agrawal 1995, bounded form).</summary>
internal static class SimulatedBinaryCrossover
{
    /// <summary>Replaces two parents by two children.</summary>
    /// <param name="first">First parent, items in [0, 1].</param>
    /// <param name="second">Second parent, items in [0, 1].</param>
    /// <param name="eta">Distribution index: the higher, the closer to the parents.</param>
    /// <param name="random">Source of chance.</param>
    public static void Mix(Span<double> first, Span<double> second, double eta, Random random)
    {
        for (var gene = 0; gene < first.Length; gene++)
        {
            if (random.Next(2) == 0 || Math.Abs(first[gene] - second[gene]) <= 1e-14)
                continue;
            var (low, high) = (Math.Min(first[gene], second[gene]), Math.Max(first[gene], second[gene]));
            var chance = random.NextDouble();
            var (middle, gap) = ((low + high) / 2, (high - low) / 2);
            var lower = Math.Clamp(middle - (gap * Spread(low / (high - low), chance, eta)), 0, 1);
            var upper = Math.Clamp(middle + (gap * Spread((1 - high) / (high - low), chance, eta)), 0, 1);
            (first[gene], second[gene]) = random.Next(2) == 0 ? (lower, upper) : (upper, lower);
        }
    }

    private static double Spread(double room, double chance, double eta)
    {
        var alpha = 2 - Math.Pow(1 + (2 * room), -(eta + 1));
        return Math.Pow(chance <= 1 / alpha ? chance * alpha : 1 / (2 - (chance * alpha)), 1 / (eta + 1));
    }
}

namespace LlamaNas.Search.Variation;

/// <summary>Mutation of real vectors in [0, 1] (Deb and Goyal 1996, bounded form).</summary>
internal static class PolynomialMutation
{
    /// <summary>Mutates in place.</summary>
    /// <param name="values">Items in [0, 1].</param>
    /// <param name="eta">Distribution index: the higher, the smaller the steps.</param>
    /// <param name="rate">Chance of each item to change.</param>
    /// <param name="random">Source of chance.</param>
    public static void Mutate(Span<double> values, double eta, double rate, Random random)
    {
        foreach (ref var value in values)
        {
            if (random.NextDouble() >= rate)
                continue;
            var chance = random.NextDouble();
            var step = chance < 0.5
                ? Math.Pow((2 * chance) + ((1 - (2 * chance)) * Math.Pow(1 - value, eta + 1)), 1 / (eta + 1)) - 1
                : 1 - Math.Pow((2 * (1 - chance)) + ((2 * (chance - 0.5)) * Math.Pow(value, eta + 1)), 1 / (eta + 1));
            value = Math.Clamp(value + step, 0, 1);
        }
    }
}

namespace LlamaNas.Search.Variation;

/// <summary>Each gene of the children comes from either parent with equal chance.</summary>
internal static class UniformCrossover
{
    /// <summary>Swaps about half of the items of two spans of one length.</summary>
    public static void Swap<T>(Span<T> first, Span<T> second, Random random)
    {
        for (var gene = 0; gene < first.Length; gene++)
            if (random.Next(2) == 0)
                (first[gene], second[gene]) = (second[gene], first[gene]);
    }
}

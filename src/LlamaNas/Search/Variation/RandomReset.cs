namespace LlamaNas.Search.Variation;

/// <summary>
/// Mutation of integer genes: each changes, at a given rate, to another of its options. (Polynomial mutation with rounding, which is meant
/// for real numbers, practically never changes a gene of two options.)
/// </summary>
internal static class RandomReset
{
    /// <summary>Mutates in place.</summary>
    /// <param name="indices">Option index per gene.</param>
    /// <param name="optionCounts">Options per gene; genes with one option stay.</param>
    /// <param name="rate">Chance of each gene to change, 0 to 1.</param>
    /// <param name="random">Source of chance.</param>
    public static void Mutate(Span<int> indices, ReadOnlySpan<int> optionCounts, double rate, Random random)
    {
        for (var gene = 0; gene < indices.Length; gene++)
            if (optionCounts[gene] > 1 && random.NextDouble() < rate)
                indices[gene] = (indices[gene] + 1 + random.Next(optionCounts[gene] - 1)) % optionCounts[gene];
    }
}

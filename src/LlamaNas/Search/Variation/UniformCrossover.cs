namespace LlamaNas.Search.Variation;

/// <summary>Each gene of the children comes from either parent with equal chance, or each block of genes as a whole.</summary>
internal static class UniformCrossover
{
    /// <summary>Swaps about half of the blocks of two spans of one length.</summary>
    /// <param name="first">Genes of the first parent.</param>
    /// <param name="second">Genes of the second parent.</param>
    /// <param name="blocks">Places of genes that stay together.</param>
    /// <param name="random">Source of chance.</param>
    public static void Swap<T>(Span<T> first, Span<T> second, int[][] blocks, Random random)
    {
        foreach (var block in blocks)
            if (random.Next(2) == 0)
                foreach (var gene in block)
                    (first[gene], second[gene]) = (second[gene], first[gene]);
    }
}

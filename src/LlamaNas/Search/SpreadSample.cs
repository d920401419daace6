using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>
/// Random networks of all sizes: one level says how deep, another how wide. (Genes drawn uniformly give networks of nearly one size, from
/// which little can be learned about the ends of the front.) Large networks are more frequent than small ones, because a network that has
/// fallen to chance level tells nothing about its parts.
/// </summary>
internal static class SpreadSample
{
    /// <summary>Networks whose depths and widths each cover the whole range evenly, in random combination.</summary>
    public static IEnumerable<Genotype> Of(SearchProblem problem, int count, Random random)
    {
        var depths = Enumerable.Range(0, count).Select(index => Math.Sqrt((index + random.NextDouble()) / count)).ToArray();
        var widths = Enumerable.Range(0, count).Select(index => Math.Sqrt((index + random.NextDouble()) / count)).ToArray();
        random.Shuffle(depths);
        return depths.Zip(widths, (depth, width) => One(problem.Encoding, depth, width, random)).ToArray();
    }

    /// <summary>A network of a random size.</summary>
    public static Genotype One(GenotypeEncoding encoding, Random random) => One(encoding, Math.Sqrt(random.NextDouble()), Math.Sqrt(random.NextDouble()), random);

    /// <summary>A network of about the given size.</summary>
    /// <param name="encoding">The space.</param>
    /// <param name="depth">0 for the fewest layers, 1 for all.</param>
    /// <param name="width">0 for the narrowest layers, 1 for the widest.</param>
    /// <param name="random">Source of chance.</param>
    private static Genotype One(GenotypeEncoding encoding, double depth, double width, Random random)
    {
        var indices = new int[encoding.Genes.Count];
        var droppable = new List<int>();
        for (var index = 0; index < indices.Length; index++)
        {
            var gene = encoding.Genes[index];
            indices[index] = gene.Kind switch
            {
                GeneKind.LayerCount => Math.Min((int)(depth * gene.Options.Count), gene.Options.Count - 1),
                GeneKind.KeepLayer => 1,
                GeneKind.Blocks => random.NextDouble() < (1 - width) / 3 ? random.Next(gene.Options.Count - 1) : gene.Options.Count - 1,    // few networks bear more
                _ => Enumerable.Range(1, gene.Options.Count - 1).Count(_ => random.NextDouble() < width),
            };
            if (gene.Kind == GeneKind.KeepLayer)
                droppable.Add(index);
        }

        var dropped = (int)Math.Round((1 - depth) * Math.Min(encoding.LayersToDrop, droppable.Count));
        var order = droppable.ToArray();
        random.Shuffle(order);
        foreach (var index in order.AsSpan(0, dropped))
            indices[index] = 0;
        return encoding.Canonical(indices);
    }
}

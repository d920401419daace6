using LlamaNas.Spaces;

namespace LlamaNas.Search.Variation;

/// <summary>Operators for genotypes: uniform sampling, crossover by genes or by layers, random reset; every result is canonical.</summary>
/// <param name="encoding">The space.</param>
/// <param name="options">Rates and kind of crossover.</param>
/// <param name="exchangeRate">Chance that two layers also exchange their widths: a move along the front instead of across it.</param>
internal sealed class GenotypeOperators(GenotypeEncoding encoding, SearchOptions options, double exchangeRate = 0) : IGenomeOperators<Genotype>
{
    private readonly int[] _optionCounts = [.. encoding.Genes.Select(gene => gene.Options.Count)];
    private readonly int[][] _exchangeable = [.. encoding.Genes.Select((gene, index) => (gene, index)).Where(item => item.gene.Options.Count > 1)
        .GroupBy(item => (item.gene.Kind, item.gene.Options.Count), item => item.index).Where(group => group.Count() > 1).Select(group => group.ToArray())];

    // Genes that crossover keeps together.
    private readonly int[][] _blocks = [.. encoding.Genes.Index().GroupBy(gene => options.Crossover == CrossoverKind.Layers && gene.Item.Layer >= 0 ? gene.Item.Layer : -1 - gene.Index, gene => gene.Index)
        .Select(block => block.ToArray())];

    private readonly double _mutationRate = options.MutationRate ?? 1.0 / Math.Max(1, encoding.Genes.Count(gene => gene.Options.Count > 1));

    public Genotype Sample(Random random) => encoding.Sample(random);

    public (Genotype First, Genotype Second) Cross(Genotype first, Genotype second, Random random)
    {
        if (random.NextDouble() >= options.CrossoverRate)
            return (first, second);
        var (left, right) = (first.Indices.Span.ToArray(), second.Indices.Span.ToArray());
        UniformCrossover.Swap<int>(left, right, _blocks, random);
        return (encoding.Canonical(left), encoding.Canonical(right));
    }

    public Genotype Mutate(Genotype genotype, Random random)
    {
        var indices = genotype.Indices.Span.ToArray();
        RandomReset.Mutate(indices, _optionCounts, _mutationRate, random);
        if (exchangeRate > 0 && _exchangeable.Length > 0 && random.NextDouble() < exchangeRate)
        {
            var genes = _exchangeable[random.Next(_exchangeable.Length)];
            var (one, other) = (genes[random.Next(genes.Length)], genes[random.Next(genes.Length)]);
            (indices[one], indices[other]) = (indices[other], indices[one]);
        }

        return encoding.Canonical(indices);
    }
}

using LlamaNas.Spaces;

namespace LlamaNas.Search.Variation;

/// <summary>Operators for real numbers, their results rounded to options, as the authors of LINAS use them: such a mutation practically never changes a gene of few options.</summary>
/// <param name="encoding">The space.</param>
internal sealed class RoundedOperators(GenotypeEncoding encoding) : IGenomeOperators<Genotype>
{
    private const double CrossoverRate = 0.9, CrossoverEta = 15, MutationRate = 0.02, MutationEta = 20;

    public Genotype Sample(Random random) => encoding.Sample(random);

    public (Genotype First, Genotype Second) Cross(Genotype first, Genotype second, Random random)
    {
        if (random.NextDouble() >= CrossoverRate)
            return (first, second);
        var (left, right) = (Reals(first), Reals(second));
        SimulatedBinaryCrossover.Mix(left, right, CrossoverEta, random);
        return (Rounded(left), Rounded(right));
    }

    public Genotype Mutate(Genotype genotype, Random random)
    {
        var values = Reals(genotype);
        PolynomialMutation.Mutate(values, MutationEta, MutationRate, random);
        return Rounded(values);
    }

    private double[] Reals(Genotype genotype) => [.. encoding.Genes.Select((gene, index) => gene.Options.Count > 1 ? (double)genotype[index] / (gene.Options.Count - 1) : 0)];

    private Genotype Rounded(double[] values) => encoding.Canonical([.. encoding.Genes.Select((gene, index) => (int)Math.Round(values[index] * (gene.Options.Count - 1)))]);
}

namespace LlamaNas.Search.Variation;

/// <summary>Operators for real vectors in [0, 1]: the classical NSGA-II, to be compared with published test problems.</summary>
/// <param name="length">Items of a vector.</param>
internal sealed class RealVectorOperators(int length) : IGenomeOperators<EquatableArray<double>>
{
    private const double CrossoverRate = 0.9, CrossoverEta = 15, MutationEta = 20;

    public EquatableArray<double> Sample(Random random) => [.. Enumerable.Range(0, length).Select(_ => random.NextDouble())];

    public (EquatableArray<double> First, EquatableArray<double> Second) Cross(
        EquatableArray<double> first, EquatableArray<double> second, Random random)
    {
        if (random.NextDouble() >= CrossoverRate)
            return (first, second);
        var (left, right) = (first.Span.ToArray(), second.Span.ToArray());
        SimulatedBinaryCrossover.Mix(left, right, CrossoverEta, random);
        return ([.. left], [.. right]);
    }

    public EquatableArray<double> Mutate(EquatableArray<double> genome, Random random)
    {
        var values = genome.Span.ToArray();
        PolynomialMutation.Mutate(values, MutationEta, rate: 1.0 / length, random);
        return [.. values];
    }
}

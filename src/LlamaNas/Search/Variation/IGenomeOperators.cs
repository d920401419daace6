namespace LlamaNas.Search.Variation;

/// <summary>How an evolutionary search makes genomes: integer genotypes of a space, or real vectors of a test problem.</summary>
/// <typeparam name="TGenome">A value with equality.</typeparam>
internal interface IGenomeOperators<TGenome>
    where TGenome : IEquatable<TGenome>
{
    /// <summary>A random genome.</summary>
    TGenome Sample(Random random);

    /// <summary>Two children of two parents.</summary>
    (TGenome First, TGenome Second) Cross(TGenome first, TGenome second, Random random);

    /// <summary>A slightly changed genome.</summary>
    TGenome Mutate(TGenome genome, Random random);
}

namespace LlamaNas.Spaces;

/// <summary>A sub-network as an integer vector: per gene of the space the index of an option.</summary>
/// <param name="Indices">One index per gene, in the order of <see cref="GenotypeEncoding.Genes"/>.</param>
internal readonly record struct Genotype(EquatableArray<int> Indices)
{
    public int this[int gene] => Indices[gene];

    public override string ToString() => Indices.ToString();
}

using LlamaNas.Spaces;

namespace LlamaNas.Search.Prediction;

/// <summary>One way to have a layer of a network, or to do without it, judged where only this layer of the network is so.</summary>
/// <param name="Genotype">The network with this layer so and all others as they were.</param>
/// <param name="Loss">What the network loses by it, in any unit that adds up; negative where it gains.</param>
/// <param name="Sizes">What each formula of interest changes by, in its unit.</param>
/// <param name="IsDropped">Whether the layer is not there.</param>
internal sealed record LayerConfiguration(Genotype Genotype, double Loss, EquatableArray<double> Sizes, bool IsDropped)
{
    /// <summary>The distinct configurations of every layer that a network has, layer after layer; the network's own is among them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="problem">Space and formulas.</param>
    /// <param name="formulas">The formulas of interest.</param>
    /// <param name="loss">Loss of a network; only differences count.</param>
    public static LayerConfiguration[][] Of(Genotype network, SearchProblem problem, IReadOnlyList<Objective> formulas, Func<Genotype, double> loss)
    {
        var encoding = problem.Encoding;
        var (kept, own, sizes) = (encoding.KeptLayers(network), loss(network), Sizes(network));
        return [.. Enumerable.Range(0, kept.Count).Where(layer => kept[layer]).Select(layer => Alternatives(network, layer, encoding)
            .Select(genotype => new LayerConfiguration(
                genotype,
                loss(genotype) - own,
                [.. Sizes(genotype).Select((size, formula) => size - sizes[formula])],
                !encoding.KeptLayers(genotype)[layer]))
            .ToArray())];

        double[] Sizes(Genotype genotype) => [.. formulas.Select(formula => problem.Exact(formula, genotype))];
    }

    private static IEnumerable<Genotype> Alternatives(Genotype network, int layer, GenotypeEncoding encoding)
    {
        IEnumerable<int[]> all = [network.Indices.Span.ToArray()];
        foreach (var (place, gene) in encoding.Genes.Index().Where(gene => gene.Item.Layer == layer))
            all = all.SelectMany(indices => Enumerable.Range(0, gene.Options.Count).Select(option => (int[])[.. indices[..place], option, .. indices[(place + 1)..]]));
        return all.Select(indices => encoding.Canonical(indices)).Distinct();
    }
}

using System.Collections;
using LlamaNas.Spaces;

namespace LlamaNas.Search.Prediction;

/// <summary>
/// Genotypes as numbers that a regression can weigh. Options are ordered, so each step up is a feature of its own: "layer 3 is there",
/// "layer 3 has at least 768 channels", ... 0 or 1 each. The genes of an absent layer or block are all 0; the full network is all 1.
/// </summary>
internal sealed class FeatureMap
{
    private readonly GenotypeEncoding _encoding;
    private readonly (int Gene, int AtLeast)[] _steps;     // Gene -1: the layer is there
    private readonly int[][] _sums;                         // steps of one kind

    public FeatureMap(SearchProblem problem)
    {
        _encoding = problem.Encoding;
        var always = Enumerable.Range(0, problem.Space.LayerCount).Except(AbsentSomewhere(problem.Space.Layers, problem.Space.LayerCount)).ToHashSet();
        var features = Enumerable.Range(0, problem.Space.LayerCount).Where(layer => !always.Contains(layer))
            .Select(layer => (Feature: new Feature(layer, Feature.WholeLayer), Step: (-1, 0)))
            .Concat(_encoding.Genes.Select((gene, index) => (gene, index)).Where(item => item.gene is { Layer: >= 0, Kind: not GeneKind.KeepLayer })
                .SelectMany(item => Enumerable.Range(1, item.gene.Options.Count - 1)
                    .Select(option => (Feature: new Feature(item.gene.Layer, $"{item.gene.Kind} {option}/{item.gene.Options.Count}"), Step: (item.index, option)))))
            .ToArray();
        var groups = features.Index().GroupBy(item => item.Item.Feature.Group, item => item.Index).Where(group => group.Count() > 1).ToArray();
        Features = [.. features.Select(item => item.Feature), .. groups.Select(group => new Feature(Feature.AllLayers, group.Key))];
        _sums = [.. groups.Select(group => group.ToArray())];
        _steps = [.. features.Select(item => item.Step)];
    }

    public EquatableArray<Feature> Features { get; }

    /// <summary>The features of a canonical genotype, <c>[features]</c>.</summary>
    public double[] Of(Genotype genotype)
    {
        var kept = _encoding.KeptLayers(genotype);
        var values = new double[Features.Count];
        for (var index = 0; index < _steps.Length; index++)
            values[index] = kept[Features[index].Layer] && Reaches(genotype, _steps[index], kept) ? 1 : 0;
        foreach (var (index, steps) in _sums.Index())
            values[_steps.Length + index] = steps.Sum(step => values[step]) / Math.Sqrt(steps.Length);
        return values;
    }

    private bool Reaches(Genotype genotype, (int Gene, int AtLeast) step, BitArray kept) =>
        step.Gene < 0 || (_encoding.Matters(genotype, step.Gene, kept) && genotype[step.Gene] >= step.AtLeast);

    private static IEnumerable<int> AbsentSomewhere(LayerChoice choice, int layers) => choice switch
    {
        LayerCounts counts => counts.Removed(counts.Counts[0], layers).ToArray(),
        FreeLayers free => free.Droppable,
        _ => [],
    };
}

/// <summary>What one feature is about.</summary>
/// <param name="Layer">Its layer, or <see cref="AllLayers"/>.</param>
/// <param name="Group">Features of one group mean the same in different layers.</param>
internal sealed record Feature(int Layer, string Group)
{
    /// <summary>The group of "this layer is there".</summary>
    public const string WholeLayer = "layer";

    /// <summary>A sum over all layers that have the feature.</summary>
    public const int AllLayers = -1;
}

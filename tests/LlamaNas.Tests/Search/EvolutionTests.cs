using CsCheck;
using LlamaNas.Search;
using LlamaNas.Search.Variation;
using LlamaNas.Spaces;
using LlamaNas.Statistics;
using LlamaNas.Tests.Spaces;

namespace LlamaNas.Tests.Search;

public sealed class EvolutionTests
{
    [Theory]
    [InlineData("zdt1")]
    [InlineData("zdt2")]
    [InlineData("zdt3")]
    public void Hypervolume_is_within_1_percent_of_pymoo(string name)
    {
        var problem = TestProblem.Load(name);

        var median = Quantiles.Median([.. Enumerable.Range(1, 3).Select(problem.Run)]);

        Assert.InRange(median / problem.Median, 0.99, 1.01);
    }

    [Fact]
    public void Mutation_changes_one_gene_in_the_mean_and_stays_canonical()
    {
        var encoding = new GenotypeEncoding(SearchSpace.Paper(Models.Llama2Of7B));
        var operators = new GenotypeOperators(encoding, new SearchOptions());
        var random = new Random(1);
        var parent = operators.Sample(random);

        var children = Enumerable.Range(0, 500).Select(_ => operators.Mutate(parent, random)).ToArray();

        Assert.All(children, child => Assert.Equal(child, encoding.Canonical(child.Indices.Span)));
        Assert.InRange(children.Average(child => child.Indices.Zip(parent.Indices).Count(pair => pair.First != pair.Second)), 0.6, 1.6);
    }

    [Fact]
    public void Children_have_the_genes_of_their_parents() => Gen.Int.Sample(seed =>
    {
        var encoding = new GenotypeEncoding(SearchSpace.Parse("ffn_widths: [0.25, 0.5, 0.75, 1]", Models.SmolLm2));
        var operators = new GenotypeOperators(encoding, new SearchOptions { MutationRate = 0, CrossoverRate = 1 });
        var random = new Random(seed);
        var (mother, father) = (operators.Sample(random), operators.Sample(random));

        var (first, second) = operators.Cross(mother, father, random);

        return Enumerable.Range(0, encoding.Genes.Count).All(gene =>
            (first[gene], second[gene]) == (mother[gene], father[gene]) || (first[gene], second[gene]) == (father[gene], mother[gene]));
    });

    [Fact]
    public void Layers_stay_whole_in_crossover_by_layers() => Gen.Int.Sample(seed =>
    {
        var encoding = new GenotypeEncoding(SearchSpace.Free(Models.Of(layers: 12, width: 256)));
        var operators = new GenotypeOperators(encoding, new SearchOptions { CrossoverRate = 1, Crossover = CrossoverKind.Layers });
        var random = new Random(seed);
        var (mother, father) = (encoding.Canonical([.. encoding.Genes.Select(gene => gene.Options.Count - 1)]), encoding.Canonical([.. encoding.Genes.Select(gene => gene.Kind == GeneKind.KeepLayer ? 1 : 0)]));

        var (first, _) = operators.Cross(mother, father, random);

        return encoding.Genes.Index().GroupBy(gene => gene.Item.Layer, gene => gene.Index)
            .All(layer => layer.All(gene => first[gene] == mother[gene]) || layer.All(gene => first[gene] == father[gene]));
    });

    [Fact]
    public void Rounded_operators_hardly_ever_change_a_gene_of_two_options()
    {
        var encoding = new GenotypeEncoding(SearchSpace.Parse("ffn_widths: [0.5, 1]", Models.SmolLm2));
        var operators = new RoundedOperators(encoding);
        var random = new Random(1);
        var parent = operators.Sample(random);

        Assert.All(Enumerable.Range(0, 500), _ => Assert.Equal(parent, operators.Mutate(parent, random)));
    }

    [Fact]
    public void Real_operators_stay_within_bounds() => Gen.Int.Sample(seed =>
    {
        var operators = new RealVectorOperators(length: 8);
        var random = new Random(seed);

        var (first, second) = operators.Cross(operators.Sample(random), operators.Sample(random), random);

        return operators.Mutate(first, random).Concat(operators.Mutate(second, random)).All(value => value is >= 0 and <= 1);
    });
}

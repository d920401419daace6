using LlamaNas.Search;
using LlamaNas.Search.Prediction;
using LlamaNas.Spaces;
using LlamaNas.Tests.Spaces;

namespace LlamaNas.Tests.Search;

public sealed class ProgrammeSeedsTests
{
    private const string Layers = "{layers: {free: all, minimum: 3}, ffn_widths: [0.25, 0.5, 1]}";

    [Theory]
    [InlineData(Layers, "")]
    [InlineData(Layers, "parameters<=6K")]
    [InlineData("{layers: {free: inner, minimum: 4}, ffn_widths: [0.25, 0.5, 1]}", "parameters>=6K")]
    [InlineData("{layers: {free: [1, 2, 4], minimum: 3}, ffn_widths: [0.5, 1], skip: [ffn]}", "")]
    public void Where_losses_add_up_the_seeds_are_the_best_networks_of_each_size(string yaml, string constraint)
    {
        var (problem, loss) = Problem(yaml, layers: 5, constraint);
        var all = problem.Encoding.All().Where(problem.IsAllowed).Select(genotype => (Size: SizeOf(problem, genotype), Loss: loss(genotype))).ToArray();

        var seeds = ProgrammeSeeds.Of(problem, loss);

        double[] limits = Limits(problem);
        var expected = limits.Select(limit => all.Where(item => item.Size <= limit).Select(item => item.Loss).DefaultIfEmpty(double.NaN).Min())
            .Where(double.IsFinite).Distinct().ToArray();
        Assert.InRange(expected.Length, 3, limits.Length);
        Assert.Equal(expected, seeds.Select(loss), (one, other) => Math.Abs(one - other) < 1e-9);
    }

    [Fact]
    public void Every_number_of_layers_has_its_own_seeds()
    {
        var (problem, loss) = Problem("{layers: {counts: [3, 4, 5], keep: first}, ffn_widths: [0.25, 0.5, 1]}", layers: 5);
        var all = problem.Encoding.All().GroupBy(genotype => problem.Encoding.Decode(genotype).Layers.Count).ToArray();

        var seeds = ProgrammeSeeds.Of(problem, loss);

        var expected = all.SelectMany(ofCount => Limits(problem).SelectMany(limit => ofCount.Where(genotype => SizeOf(problem, genotype) <= limit).OrderBy(loss).Take(1)));
        Assert.Equal(expected.ToHashSet(), seeds.ToHashSet());
    }

    [Fact]
    public void Bounds_and_the_number_of_layers_hold()
    {
        var (problem, _) = Problem("{layers: {free: all, minimum: 9}, ffn_widths: [0.25, 0.5, 1], skip: [attention, ffn]}", layers: 12, "parameters<=14K");
        var random = new Random(3);
        var effects = problem.Encoding.Genes.Select(_ => random.NextDouble() - 0.5).ToArray();

        var seeds = ProgrammeSeeds.Of(problem, genotype => genotype.Indices.Index().Sum(gene => effects[gene.Index] * gene.Item));

        Assert.NotEmpty(seeds);
        Assert.All(seeds, genotype => Assert.Equal(genotype, problem.Encoding.Canonical(genotype.Indices.Span)));
        Assert.All(seeds.Select(problem.Encoding.Decode), network =>
        {
            Assert.InRange(network.Layers.Count, 9, 12);
            Assert.InRange(Landscape.Parameters(network), 0, 14_000);
        });
    }

    [Fact]
    public void The_same_losses_give_the_same_seeds()
    {
        var (problem, loss) = Problem("{layers: {free: all, minimum: 16}, ffn_widths: [0.25, 0.5, 0.75, 1], skip: [attention, ffn]}", layers: 24);

        Assert.Equal(ProgrammeSeeds.Of(problem, loss), ProgrammeSeeds.Of(problem, loss));
    }

    [Fact]
    public void Without_a_size_there_are_no_seeds()
    {
        var (problem, loss) = Problem(Layers, layers: 5, objectives: [new("accuracy", "fraction", Direction.Maximise, ObjectiveCost.Evaluated)]);

        Assert.Empty(ProgrammeSeeds.Of(problem, loss));
    }

    [Fact]
    public void A_bound_on_a_formula_that_is_no_objective_is_a_size()
    {
        var (problem, loss) = Problem(Layers, layers: 5, "parameters<=6K", [new("accuracy", "fraction", Direction.Maximise, ObjectiveCost.Evaluated)]);

        var best = ProgrammeSeeds.Of(problem, loss).Min(loss);

        Assert.Equal(problem.Encoding.All().Where(problem.IsAllowed).Min(loss), best, tolerance: 1e-9);
    }

    private static double[] Limits(SearchProblem problem)
    {
        var least = Landscape.Parameters(problem.Space.Smallest);
        var most = problem.Bounds.Where(bound => bound.Constraint.Kind == ConstraintKind.AtMost).Select(bound => bound.Constraint.Bound)
            .Append(Landscape.Parameters(problem.Space.Largest)).Min();
        return [.. Enumerable.Range(1, ProgrammeSeeds.Sizes).Select(step => least + ((most - least) * step / ProgrammeSeeds.Sizes))];
    }

    private static double SizeOf(SearchProblem problem, Genotype genotype) => Landscape.Parameters(problem.Encoding.Decode(genotype));

    private static (SearchProblem Problem, Func<Genotype, double> Loss) Problem(string yaml, int layers, string constraint = "", EquatableArray<Objective>? objectives = null)
    {
        var landscape = new Landscape(layers, width: 128, seed: 2) { Objectives = objectives ?? new Landscape(layers, width: 128, seed: 2).Objectives };
        var options = new SearchOptions { Constraints = constraint.Length == 0 ? [] : [Constraint.Parse(constraint)] };
        var problem = new SearchProblem(SearchSpace.Parse(yaml, Models.Of(layers, width: 128)), landscape, options);
        return (problem, genotype => landscape.Loss(problem.Encoding.Decode(genotype)));
    }
}

using LlamaNas.Search;
using LlamaNas.Spaces;
using LlamaNas.Tests.Spaces;

namespace LlamaNas.Tests.Search;

public sealed class SearchLoopTests
{
    private static readonly SearchOptions Small = new() { EvaluationBudget = 40, PopulationSize = 10, PredictorEvaluations = 2000 };

    public static TheoryData<string> Algorithms => [.. SearchAlgorithm.Names.Except(["exhaustive"])];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Same_seed_gives_the_same_events(string algorithm)
    {
        var first = await Run(algorithm, new Landscape(layers: 12, width: 256, seed: 5), Free(12), Small);
        var second = await Run(algorithm, new Landscape(layers: 12, width: 256, seed: 5), Free(12), Small);
        var other = await Run(algorithm, new Landscape(layers: 12, width: 256, seed: 5), Free(12), Small with { Seed = 43 });

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Budget_is_spent_on_members_none_twice(string algorithm)
    {
        var landscape = new Landscape(layers: 12, width: 256, seed: 1);
        var space = Free(12);

        var events = await Run(algorithm, landscape, space, Small with { EvaluationBudget = 47 });

        Assert.Equal(47, landscape.Asked.Distinct().Count());
        Assert.Equal(47, landscape.Asked.Count);
        Assert.All(landscape.Asked, subNetwork => Assert.True(space.Contains(subNetwork)));
        Assert.Equal(47, events.OfType<CandidateEvaluated>().Last().Evaluation);
        Assert.Equal(events.OfType<RoundFinished>().Count(), events.OfType<RoundFinished>().Last().Round + 1);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_small_space_is_evaluated_whole_and_ends_the_search(string algorithm)
    {
        var landscape = new Landscape(layers: 4, width: 128, seed: 1);
        var space = SearchSpace.Parse("{layers: {free: inner, minimum: 3}, ffn_widths: [0.5, 1]}", Models.Of(layers: 4, width: 128));

        await Run(algorithm, landscape, space, Small with { EvaluationBudget = 1000 });

        Assert.Equal(space.Size, landscape.Asked.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Bounds_on_formulas_hold_for_every_network(string algorithm)
    {
        var landscape = new Landscape(layers: 12, width: 256, seed: 1);

        await Run(algorithm, landscape, Free(12), Small with { Constraints = [Constraint.Parse("parameters<=16K")] });

        Assert.Equal(40, landscape.Asked.Count);
        Assert.All(landscape.Asked, subNetwork => Assert.InRange(Landscape.Parameters(subNetwork), 0, 16_000));
    }

    [Fact]
    public async Task Exhaustive_search_evaluates_every_network_once()
    {
        var landscape = new Landscape(layers: 4, width: 128, seed: 1);
        var space = SearchSpace.Parse("{layers: {free: inner, minimum: 3}, ffn_widths: [0.5, 1]}", Models.Of(layers: 4, width: 128));

        await Run("exhaustive", landscape, space, Small with { EvaluationBudget = 1000 });

        Assert.Equal(space.Size, landscape.Asked.Distinct().Count());
        Assert.Equal(landscape.Asked.Count, landscape.Asked.Distinct().Count());
    }

    [Theory]
    [InlineData(12, 1000, "but 20000 are the most")]
    [InlineData(4, 5, "but the budget is 5")]
    public async Task Exhaustive_search_refuses_what_it_cannot_finish(int layers, int budget, string reason)
    {
        var error = await Assert.ThrowsAsync<UsageException>(() =>
            Run("exhaustive", new Landscape(layers, width: 256, seed: 1), Free(layers), Small with { EvaluationBudget = budget }));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evopress_without_a_size_is_refused()
    {
        var landscape = new Landscape(layers: 12, width: 256, seed: 1) { Objectives = [new("accuracy", "fraction", Direction.Maximise, ObjectiveCost.Evaluated)] };

        Assert.Contains("needs an objective that is a size", (await Assert.ThrowsAsync<UsageException>(() => Run("evopress", landscape, Free(12), Small))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bounds_that_nothing_satisfies_are_an_error()
    {
        var options = Small with { Constraints = [Constraint.Parse("parameters<=1K")] };

        var error = await Assert.ThrowsAsync<UsageException>(() => Run("nsga2", new Landscape(layers: 12, width: 256, seed: 1), Free(12), options));

        Assert.Contains("parameters<=1000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hypervolume_never_falls_and_stays_within_1()
    {
        var rounds = (await Run("nsga2", new Landscape(layers: 12, width: 256, seed: 3), Free(12), Small)).OfType<RoundFinished>().Select(r => r.Hypervolume).ToArray();

        Assert.Equal(rounds.Order(), rounds);
        Assert.InRange(rounds[^1], 0.3, 1);
    }

    [Fact]
    public async Task Seeds_come_first()
    {
        var landscape = new Landscape(layers: 12, width: 256, seed: 1);
        var seed = Free(12).Sample(new Random(1));

        await Run("linas", landscape, Free(12), Small with { Seeds = [seed] });

        Assert.Equal([seed, Free(12).Largest, Free(12).Smallest], landscape.Asked.Take(3));
    }

    [Theory]
    [InlineData("linas")]
    [InlineData("nsga2")]
    [InlineData("evopress")]
    [InlineData("random")]
    public async Task All_seeds_are_evaluated_first_also_where_they_are_more_than_a_round(string algorithm)
    {
        var landscape = new Landscape(layers: 12, width: 256, seed: 1);
        var random = new Random(1);
        EquatableArray<SubNetwork> seeds = [.. Enumerable.Range(0, 9).Select(_ => Free(12).Sample(random)).Distinct()];

        await Run(algorithm, landscape, Free(12), Small with { PopulationSize = 6, Seeds = seeds });

        Assert.Equal(seeds, landscape.Asked.Take(seeds.Count));
    }

    [Fact]
    public async Task Seeds_that_a_constraint_forbids_are_passed_over()
    {
        var landscape = new Landscape(layers: 12, width: 256, seed: 1);
        var smallest = Free(12).Smallest;
        var parameters = new Objective("parameters", "count", Direction.Minimise, ObjectiveCost.Exact);
        var bound = (landscape.Exact(parameters, Free(12).Largest) + landscape.Exact(parameters, smallest)) / 2;

        var events = await Run("linas", landscape, Free(12), Small with { Seeds = [Free(12).Largest, smallest], Constraints = [Constraint.Parse(FormattableString.Invariant($"parameters<={bound:F0}"))] });

        Assert.Equal(smallest, landscape.Asked[0]);
        Assert.Equal(7, events.OfType<RoundFinished>().First().Evaluations);     // the usual six and the one seed that is allowed
    }

    [Fact]
    public void Unknown_algorithms_are_named_with_the_known_ones() =>
        Assert.Contains("'magic'. Use one of: evopress, exhaustive, linas, linas-compatible, nsga2, random",
            Assert.Throws<UsageException>(() => SearchAlgorithm.Create("magic", Free(4), Small)).Message, StringComparison.Ordinal);

    [Fact]
    public void Options_out_of_range_are_refused() =>
        Assert.Contains("budget is 0",
            Assert.Throws<UsageException>(() => SearchAlgorithm.Create("random", Free(4), new SearchOptions { EvaluationBudget = 0 })).Message, StringComparison.Ordinal);

    private static SearchSpace Free(int layers) => SearchSpace.Load("free-layers", Models.Of(layers, width: 256));

    private static async Task<List<SearchEvent>> Run(string algorithm, Landscape landscape, SearchSpace space, SearchOptions options) =>
        await SearchAlgorithm.Create(algorithm, space, options).RunAsync(landscape, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
}

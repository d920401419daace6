using LlamaNas.Search;
using LlamaNas.Search.Pareto;
using LlamaNas.Search.Racing;
using LlamaNas.Spaces;
using LlamaNas.Tests.Spaces;

namespace LlamaNas.Tests.Search;

public sealed class RacingEvaluatorTests
{
    private const int Layers = 12, Width = 256, Documents = 320;
    private static readonly SearchSpace Space = SearchSpace.Load("free-layers", Models.Of(Layers, Width));
    private static readonly RacingOptions NoRace = new() { Shares = [1] };

    [Fact]
    public async Task Without_early_looks_every_candidate_is_scored_in_full()
    {
        var landscape = Landscape(seed: 1);

        var candidates = await Evaluate(landscape, NoRace, Networks(20));

        Assert.Equal(Networks(20), candidates.Select(candidate => candidate.SubNetwork));
        Assert.All(candidates, candidate => Assert.True(candidate.IsComplete));
        Assert.All(candidates, candidate => Assert.Equal(landscape.Score([candidate.SubNetwork], [Documents])[0][0].Average(), candidate.Values[0], tolerance: 1e-12));
    }

    [Fact]
    public async Task The_same_batches_race_to_the_same_candidates()
    {
        Assert.Equal(await Evaluate(Landscape(seed: 2), new RacingOptions(), Networks(30)), await Evaluate(Landscape(seed: 2), new RacingOptions(), Networks(30)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Where_differences_are_certain_the_front_is_that_of_full_scores(int seed)
    {
        var cautious = new RacingOptions { Deviations = 4 };

        var raced = await Evaluate(Landscape(seed), cautious, Networks(40));
        var full = await Evaluate(Landscape(seed), NoRace, Networks(40));

        Assert.Contains(raced, candidate => !candidate.IsComplete);
        Assert.Equal(Front(full), Front(raced));
    }

    [Fact]
    public async Task A_stopped_candidate_is_marked_and_on_no_front()
    {
        var raced = await Evaluate(Landscape(seed: 4), new RacingOptions { Deviations = 0 }, Networks(40));

        var stopped = raced.Where(candidate => !candidate.IsComplete).ToArray();
        Assert.NotEmpty(stopped);
        Assert.All(stopped, candidate => Assert.True(candidate.SamplingErrors[0] > 0 && candidate.SamplingErrors[1] == 0));
        Assert.All(Front(raced), candidate => Assert.True(candidate.IsComplete));
        Assert.Empty(ParetoFront.Of(stopped, Landscape(seed: 4).Objectives));
    }

    [Fact]
    public async Task A_search_by_race_scores_fewer_documents_and_keeps_nearly_all_of_the_hypervolume()
    {
        var (raced, full) = (new List<(double Volume, long Scored)>(), new List<(double Volume, long Scored)>());
        for (var seed = 1; seed <= 4; seed++)
        {
            raced.Add(await Search(new RacingOptions(), seed));
            full.Add(await Search(NoRace, seed));
        }

        Assert.InRange(raced.Sum(run => run.Scored), 0, 0.75 * full.Sum(run => run.Scored));
        Assert.InRange(raced.Average(run => run.Volume), full.Average(run => run.Volume) - 0.006, 1);
    }

    [Fact]
    public void Looks_at_too_few_documents_are_left_out()
    {
        var options = new RacingOptions();

        Assert.Equal([[25, 50], [50, 100], [100, 200], [200, 400]], options.Looks([200, 400]));
        Assert.Equal([[50], [100]], options.Looks([100]));
        Assert.Equal([[20]], options.Looks([20]));
    }

    private static DocumentLandscape Landscape(int seed) => new(Layers, Width, seed, Documents);

    private static SubNetwork[] Networks(int count) => [.. Enumerable.Range(0, count).Select(seed => Space.Sample(new Random(seed))).Distinct()];

    private static IReadOnlyList<Candidate> Front(IEnumerable<Candidate> candidates) => ParetoFront.Of(candidates, Landscape(seed: 1).Objectives);

    private static async Task<List<Candidate>> Evaluate(DocumentLandscape landscape, RacingOptions options, SubNetwork[] networks)
    {
        var evaluator = new RacingEvaluator(landscape, Space.Largest, options);
        var candidates = new List<Candidate>();
        foreach (var batch in networks.Chunk(10))
            candidates.AddRange(await evaluator.EvaluateAsync(batch, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        return candidates;
    }

    private static async Task<(double Volume, long Scored)> Search(RacingOptions options, int seed)
    {
        var landscape = Landscape(seed);
        var search = SearchAlgorithm.Create("linas", Space, new SearchOptions { EvaluationBudget = 60, PopulationSize = 15, Seed = seed, PredictorEvaluations = 2000 });
        var events = await search.RunAsync(new RacingEvaluator(landscape, Space.Largest, options), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        var front = ParetoFront.Of(events.OfType<CandidateEvaluated>().Select(found => found.Candidate), landscape.Objectives);
        return (Hypervolume.Of(
            front.Select(candidate => new[] { candidate.Values[1] / LlamaNas.Tests.Search.Landscape.Parameters(Space.Largest), 1 - candidate.Values[0] }), [1.01, 1]), landscape.Scored);
    }
}

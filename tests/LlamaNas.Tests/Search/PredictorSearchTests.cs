using LlamaNas.Search;
using LlamaNas.Search.Pareto;
using LlamaNas.Search.Prediction;
using LlamaNas.Spaces;
using LlamaNas.Statistics;
using LlamaNas.Tests.Spaces;

namespace LlamaNas.Tests.Search;

public sealed class PredictorSearchTests
{
    [Theory]
    [InlineData("free-layers", 12)]
    [InlineData("paper", 24)]
    public async Task Finds_a_better_front_than_random_search_and_NSGA_II_with_as_many_evaluations(string preset, int layers)
    {
        var linas = await MedianHypervolume("linas", preset, layers);

        Assert.InRange(linas, await MedianHypervolume("random", preset, layers) + 0.02, 1);
        Assert.InRange(linas, await MedianHypervolume("nsga2", preset, layers) + 0.02, 1);
    }

    [Fact]
    public async Task Predicts_the_order_of_networks_before_it_sees_them()
    {
        var space = SearchSpace.Load("free-layers", Models.Of(layers: 12, width: 1536));

        var rounds = await Rounds(SearchAlgorithm.Create("linas", space, new SearchOptions { EvaluationBudget = 60, PopulationSize = 15 }), seed: 3);

        Assert.Null(rounds[0].RankCorrelation);
        Assert.All(rounds.Skip(1), round => Assert.InRange(round.RankCorrelation!.Value, 0.5, 1));
    }

    [Fact]
    public void Gradient_of_the_likelihood_agrees_with_differences()
    {
        var training = Training(networks: 12);
        double[] point = [.. Enumerable.Range(0, training.Features.Count).Select(index => -1.5 + (0.1 * index)), -1.2, -1.0, -3.0];

        var (_, gradient) = ProcessFitting.Loss(training, new ProcessKernel(point));

        const double step = 1e-5;
        Assert.All(gradient.Index(), item =>
        {
            double At(double by) => ProcessFitting.Loss(training, new ProcessKernel([.. point.Select((value, index) => index == item.Index ? value + by : value)])).Loss;
            Assert.Equal((At(step) - At(-step)) / (2 * step), item.Item, tolerance: 1e-5);
        });
    }

    [Fact]
    public void Predictions_pass_through_exact_values_and_are_unsure_elsewhere()
    {
        var training = Training(networks: 12);
        var process = new GaussianProcess(training, new ProcessKernel([.. Enumerable.Repeat(-1.0, training.Features.Count), -1.5, -1.0, -14.0]));
        double[] known = [.. training.Rows[3].Zip(training.Center, (centered, mean) => centered + mean)];

        Assert.Equal((training.Targets[3] * training.Scale) + training.Mean, process.Mean(known), tolerance: 1e-3);
        Assert.InRange(new Forecast(process, known).Deviation, 0, 0.01 * training.Scale);
        Assert.InRange(new Forecast(process, [.. known.Select(value => 1 - value)]).Deviation, 0.05 * training.Scale, 10 * training.Scale);
    }

    [Fact]
    public void Awaiting_a_network_makes_its_relatives_as_sure_as_evaluating_it_would()
    {
        var (fewer, more) = (Training(networks: 11), Training(networks: 12));
        var kernel = new ProcessKernel([.. Enumerable.Repeat(-1.0, more.Features.Count), -20, -20, -3.0]);
        double[] awaited = [.. more.Rows[11].Zip(more.Center, (centered, mean) => centered + mean)];
        double[] other = [.. awaited.Select((value, index) => index == 0 ? 1 - value : value)];
        var process = new GaussianProcess(fewer, kernel);
        var forecast = new Forecast(process, other);
        var before = forecast.Deviation;

        forecast.Await(new Forecast(process, awaited));

        Assert.InRange(forecast.Deviation, 0, before * 0.999);
    }

    [Theory]
    [InlineData("nsga2")]
    [InlineData("linas")]
    [InlineData("linas-compatible")]
    [InlineData("evopress")]
    public async Task Searches_with_four_objectives(string algorithm)
    {
        var space = SearchSpace.Load("free-layers", Models.Of(layers: 8, width: 256));
        var landscape = new Landscape(layers: 8, width: 256, seed: 1)
        {
            Objectives = [
                new("accuracy", "fraction", Direction.Maximise, ObjectiveCost.Evaluated),
                new("accuracy:other", "fraction", Direction.Maximise, ObjectiveCost.Evaluated),
                new("accuracy:third", "fraction", Direction.Maximise, ObjectiveCost.Evaluated),
                new("parameters", "count", Direction.Minimise, ObjectiveCost.Exact)],
        };

        var events = await SearchAlgorithm.Create(algorithm, space, new SearchOptions { EvaluationBudget = 30, PopulationSize = 10, PredictorEvaluations = 1000 })
            .RunAsync(landscape, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(30, landscape.Asked.Distinct().Count());
        Assert.InRange(events.OfType<RoundFinished>().Last().Hypervolume, 0.1, 1);
    }

    private static TrainingSet Training(int networks)
    {
        var random = new Random(7);
        EquatableArray<Feature> features = [.. Enumerable.Range(0, 5).Select(layer => new Feature(layer, Feature.WholeLayer))];
        var rows = Enumerable.Range(0, networks).Select(_ => features.Select(_ => (double)random.Next(2)).ToArray()).ToArray();
        return new TrainingSet(features, rows, [.. rows.Select(row => row.Sum() + (0.3 * row[0] * row[1]))]);
    }

    /// <summary>Hypervolume of the true accuracies of the front that a noisy search returns, median over 5 landscapes.</summary>
    private static async Task<double> MedianHypervolume(string algorithm, string preset, int layers)
    {
        var space = SearchSpace.Load(preset, Models.Of(layers, width: 1536));
        var volumes = new List<double>();
        for (var seed = 1; seed <= 5; seed++)
        {
            var landscape = new Landscape(layers, width: 1536, seed);
            var options = new SearchOptions { EvaluationBudget = 60, PopulationSize = 15, Seed = seed, PredictorEvaluations = 3000 };
            var search = SearchAlgorithm.Create(algorithm, space, options);
            var events = await search.RunAsync(landscape, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
            var front = ParetoFront.Of(events.OfType<CandidateEvaluated>().Select(found => found.Candidate), landscape.Objectives);
            volumes.Add(Hypervolume.Of(
                front.Select(candidate => new[] { candidate.Values[1] / Landscape.Parameters(space.Largest), 1 - landscape.TrueAccuracy(candidate.SubNetwork) }), [1.01, 1]));
        }

        return Quantiles.Median([.. volumes]);
    }

    private static async Task<RoundFinished[]> Rounds(ISearchAlgorithm search, int seed)
    {
        var events = await search.RunAsync(new Landscape(layers: 12, width: 1536, seed), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        return [.. events.OfType<RoundFinished>()];
    }
}

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
    [InlineData("free", 12)]
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
        var space = SearchSpace.Free(Models.Of(layers: 12, width: 1536));

        var rounds = await Rounds(SearchAlgorithm.Create("linas", space, new SearchOptions { EvaluationBudget = 60, PopulationSize = 15 }), seed: 3);

        Assert.Null(rounds[0].RankCorrelation);
        Assert.All(rounds.Skip(1), round => Assert.InRange(round.RankCorrelation!.Value, 0.5, 1));
    }

    [Fact]
    public async Task Searches_with_three_objectives()
    {
        var space = SearchSpace.Free(Models.Of(layers: 8, width: 256));
        var landscape = new Landscape(layers: 8, width: 256, seed: 1)
        {
            Objectives = [
                new("accuracy", "fraction", Direction.Maximise, ObjectiveCost.Evaluated),
                new("accuracy:other", "fraction", Direction.Maximise, ObjectiveCost.Evaluated),
                new("parameters", "count", Direction.Minimise, ObjectiveCost.Exact)],
        };

        await SearchAlgorithm.Create("linas", space, new SearchOptions { EvaluationBudget = 30, PopulationSize = 10 })
            .RunAsync(landscape, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(30, landscape.Asked.Distinct().Count());
    }

    [Fact]
    public void Leave_one_out_error_is_that_of_fitting_without_each_network()
    {
        var random = new Random(7);
        EquatableArray<Feature> features = [.. Enumerable.Range(0, 5).Select(layer => new Feature(layer, Feature.WholeLayer))];
        var rows = Enumerable.Range(0, 12).Select(_ => features.Select(_ => (double)random.Next(2)).ToArray()).ToArray();
        var training = new TrainingSet(features, rows, [.. rows.Select(row => row.Sum() + random.NextDouble())]);
        var shape = new KernelShape(Shared: 1, Smooth: 0, Width: 1, Interaction.Local);
        var kernel = new LinearKernel(training, shape);
        const double noise = 0.1;

        var error = KernelRegression.Fit(training, kernel, shape, noise)!.LeaveOneOutError;

        Assert.Equal(Enumerable.Range(0, rows.Length).Average(left => Math.Pow(training.Targets[left] - PredictWithout(left), 2)), error, tolerance: 1e-9);

        double PredictWithout(int left)
        {
            var others = Enumerable.Range(0, rows.Length).Where(row => row != left).ToArray();
            var matrix = others.SelectMany(row => others.Select(column => Kernel(row, column) + (row == column ? noise : 0))).ToArray();
            var weights = others.Select(row => training.Targets[row]).ToArray();
            Assert.True(Cholesky.Factor(matrix, others.Length));
            Cholesky.Solve(matrix, weights);
            return others.Select((row, index) => weights[index] * Kernel(left, row)).Sum();
        }

        double Kernel(int row, int column) => shape.Of(Cholesky.Dot(training.Rows[row], kernel.Projected[column]), kernel.Squares[row], kernel.Squares[column]);
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

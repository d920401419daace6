using LlamaNas.Search;
using LlamaNas.Search.Prediction;
using LlamaNas.Spaces;
using LlamaNas.Tests.Spaces;

namespace LlamaNas.Tests.Search;

public sealed class PredictorChoiceTests
{
    [Fact]
    public void Ridge_regression_finds_effects_that_add_up()
    {
        var random = new Random(5);
        double[] effects = [3, -2, 0, 0.5, 1];
        var rows = Enumerable.Range(0, 40).Select(_ => effects.Select(_ => (double)random.Next(2)).ToArray()).ToArray();
        double Value(double[] row) => 7 + row.Zip(effects, (feature, effect) => feature * effect).Sum();

        var ridge = new RidgeRegression(Training(rows, Value));

        Assert.All(rows[..10].Select(row => (double[])[.. row.Select(feature => 1 - feature)]), row => Assert.Equal(Value(row), ridge.Mean(row), tolerance: 0.02));
    }

    [Fact]
    public void Ridge_regression_shrinks_what_is_only_noise()
    {
        var random = new Random(6);
        var rows = Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, 20).Select(_ => (double)random.Next(2)).ToArray()).ToArray();
        var values = rows.ToDictionary(row => row, _ => random.NextDouble());
        var training = Training(rows, row => values[row]);

        var ridge = new RidgeRegression(training);

        Assert.InRange(rows.Sum(row => Math.Pow(ridge.Mean(row) - training.Mean, 2)), 0, 0.5 * rows.Sum(row => Math.Pow(values[row] - training.Mean, 2)));
    }

    [Fact]
    public void Ridge_regression_trusts_estimates_less()
    {
        var rows = Enumerable.Range(0, 20).Select(row => (double[])[row % 2]).ToArray();
        double[] values = [.. rows.Select((row, index) => index == 19 ? 5 : row[0])];
        RidgeRegression With(double error) => new(new TrainingSet([new Feature(0, Feature.WholeLayer)], rows, values, [.. rows.Select((_, index) => index == 19 ? error : 0)]));

        Assert.InRange(With(error: 5).Mean([1]), 1, With(error: 0).Mean([1]) - 0.1);
    }

    [Fact]
    public void The_first_predictor_serves_until_another_ranked_better_over_several_batches()
    {
        var better = RankingRecord.None.With([0.2, 0.6]).With([0.5, 0.7]);

        Assert.Equal(0, RankingRecord.None.Best);
        Assert.Equal(0, better.Best);
        Assert.Equal(1, better.With([0.6, 0.4]).Best);
        Assert.Equal(0, better.With([1, 0.3]).Best);
    }

    [Fact]
    public void Ties_go_to_the_first_predictor() =>
        Assert.Equal(0, RankingRecord.None.With([0.5, 0.5]).With([0.25, 0.75]).With([0.75, 0.25]).Best);

    [Fact]
    public void Batches_that_cannot_be_ranked_do_not_count() =>
        Assert.Equal(RankingRecord.None.With([0.2, 0.6]), RankingRecord.None.With([0.2, 0.6]).With([double.NaN, 0.9]));

    [Fact]
    public void Only_the_last_batches_count()
    {
        var record = Enumerable.Range(0, RankingRecord.Window).Aggregate(RankingRecord.None.With([1, -1]).With([1, -1]), (sum, _) => sum.With([0.4, 0.5]));

        Assert.Equal(1, record.Best);
    }

    [Fact]
    public async Task A_search_that_chooses_goes_on_after_a_stop_as_if_there_had_been_none()
    {
        var space = SearchSpace.Load("free-layers", Models.Of(layers: 10, width: 256));
        var options = new SearchOptions { PopulationSize = 6, PredictorEvaluations = 1000, ChoosesPredictors = true };
        async Task<List<SearchEvent>> Events(int budget) => await SearchAlgorithm.Create("linas", space, options with { EvaluationBudget = budget })
            .RunAsync(new Landscape(layers: 10, width: 256, seed: 4, noise: 0.05), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        var (half, whole) = (await Events(30), await Events(60));

        Assert.Equal(half.OfType<CandidateEvaluated>(), whole.OfType<CandidateEvaluated>().Take(30));
        Assert.Equal(60, whole.OfType<CandidateEvaluated>().Count());
    }

    private static TrainingSet Training(double[][] rows, Func<double[], double> value) =>
        new([.. Enumerable.Range(0, rows[0].Length).Select(layer => new Feature(layer, Feature.WholeLayer))], rows, [.. rows.Select(value)]);
}

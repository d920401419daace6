using LlamaNas.Statistics;

namespace LlamaNas.Tests.Statistics;

public sealed class SampledMeanTests
{
    [Fact]
    public void A_sample_of_everything_is_certain() =>
        Assert.Equal(new SampledMean(0.75, 0), SampledMean.Of([1, 1, 0, 1], [0.5, 0.25, 0, 1]));

    [Fact]
    public void An_easy_sample_does_not_flatter()
    {
        double[] ease = [.. Enumerable.Range(0, 40).Select(index => index < 20 ? 0.9 : 0.1), .. Enumerable.Repeat(0.1, 40)];
        double[] outcomes = [.. Enumerable.Range(0, 40).Select(index => index < 20 ? 1.0 : 0.0)];

        var estimate = SampledMean.Of(outcomes, ease);

        Assert.Equal(0.25, estimate.Value, tolerance: 1e-12);      // 0.5 as the sample is, but the other half is all hard
        Assert.InRange(estimate.StandardError, 0.001, 0.05);
    }

    [Fact]
    public void A_sample_without_a_mistake_is_not_certain() =>
        Assert.InRange(SampledMean.Of([.. Enumerable.Repeat(1.0, 32)], new double[256]).StandardError, 0.02, 0.1);

    [Fact]
    public void Probabilities_that_follow_their_ease_are_nearly_certain()
    {
        double[] ease = [.. Enumerable.Range(0, 256).Select(index => (index * 37 % 256) / 256.0)];
        double[] outcomes = [.. ease.Take(32).Select((known, index) => 0.1 + (0.8 * known) + (index % 2 == 0 ? 0.01 : -0.01))];

        var estimate = SampledMean.Of(outcomes, ease);

        Assert.Equal(0.1 + (0.8 * ease.Average()), estimate.Value, tolerance: 0.005);
        Assert.InRange(estimate.StandardError, 0.001, 0.003);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    public void The_mean_lies_more_than_one_and_a_half_errors_above_the_estimate_in_at_most_7_percent_of_the_orders(int sample)
    {
        const int all = 256, orders = 4000;
        var random = new Random(1);
        var documents = Enumerable.Range(0, all).Select(_ => random.NextDouble()).Select(ease => (Ease: ease, Outcome: random.NextDouble() < ease ? 1.0 : 0.0)).ToArray();
        var mean = documents.Average(document => document.Outcome);
        var above = 0;

        for (var order = 0; order < orders; order++)
        {
            random.Shuffle(documents);
            var estimate = SampledMean.Of(
                [.. documents.Take(sample).Select(document => document.Outcome)], [.. documents.Select(document => document.Ease)]);
            above += mean > estimate.Value + (1.5 * estimate.StandardError) ? 1 : 0;
        }

        Assert.InRange((double)above / orders, 0.03, 0.075);
    }
}

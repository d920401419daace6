using CsCheck;
using LlamaNas.Statistics;

namespace LlamaNas.Tests.Statistics;

public sealed class StatisticsTests
{
    private static readonly Gen<double[]> Values = Gen.Int[-5, 5].Select(value => (double)value).Array[2, 30];

    [Fact]
    public void Quantiles_agree_with_NumPy()
    {
        double[] values = [4, 1, 3, 2];

        Assert.Equal(1.75, Quantiles.Of(values, 0.25), precision: 12);
        Assert.Equal(2.5, Quantiles.Median(values), precision: 12);
        Assert.Equal(4, Quantiles.Of(values, 1));
        Assert.True(double.IsNaN(Quantiles.Median([])));
    }

    [Fact]
    public void Standard_error_of_a_proportion_divides_by_n_minus_1() =>
        Assert.Equal(Math.Sqrt(0.25 * 0.75 / 3), Moments.StandardErrorOfMean([1, 0, 0, 0]), precision: 12);

    [Fact]
    public void Tau_b_agrees_with_scipy()
    {
        Assert.Equal(-0.4714045207910316, RankCorrelation.KendallTauB([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]), precision: 12);
        Assert.True(double.IsNaN(RankCorrelation.KendallTauB([1, 1, 1], [1, 2, 3])));
    }

    [Fact]
    public void Tau_b_is_1_for_the_same_order_and_changes_sign_when_reversed() => Values.Sample(values =>
    {
        var tau = RankCorrelation.KendallTauB(values, Array.ConvertAll(values, value => Math.Exp(value)));
        var reversed = RankCorrelation.KendallTauB(values, Array.ConvertAll(values, value => -value));

        return values.Distinct().Count() == 1 ? double.IsNaN(tau) : Math.Abs(tau - 1) < 1e-12 && Math.Abs(reversed + 1) < 1e-12;
    });

    [Fact]
    public void Paired_intervals_are_repeatable_and_hold_the_mean_difference() => Gen.Select(Values, Gen.Int).Sample((values, seed) =>
    {
        var shifted = Array.ConvertAll(values, value => (value * 0.5) + 1);

        var interval = Bootstrap.PairedDifference(values, shifted, seed, resamples: 200);

        return interval == Bootstrap.PairedDifference(values, shifted, seed, resamples: 200)
            && interval.Lower <= interval.Upper && interval.Lower >= values.Zip(shifted, (a, b) => a - b).Min() - 1e-12;
    });

    [Fact]
    public void Intervals_cover_the_true_mean_as_often_as_they_say()
    {
        var random = new Random(1);
        var covered = Enumerable.Range(0, 200).Count(trial =>
        {
            var interval = Bootstrap.Mean([.. Enumerable.Range(0, 100).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0.0)], seed: trial, resamples: 400);
            return interval.Lower <= 0.3 && interval.Upper >= 0.3;
        });

        Assert.InRange(covered, 180, 199);
    }

    [Fact]
    public void Pairs_of_different_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => Bootstrap.PairedDifference([1, 2], [1]));

    [Fact]
    public void Cholesky_solves_positive_definite_systems() => Gen.Int.Sample(seed =>
    {
        const int size = 7;
        var random = new Random(seed);
        var root = Enumerable.Range(0, size * size).Select(_ => random.NextDouble() - 0.5).ToArray();
        var matrix = new double[size * size];
        for (var row = 0; row < size; row++)
            for (var column = 0; column < size; column++)
                matrix[(row * size) + column] = Cholesky.Dot(root.AsSpan(row * size, size), root.AsSpan(column * size, size)) + (row == column ? 0.1 : 0);
        var right = Enumerable.Range(0, size).Select(_ => random.NextDouble()).ToArray();
        var (factor, solution) = (matrix.ToArray(), right.ToArray());

        Assert.True(Cholesky.Factor(factor, size));
        Cholesky.Solve(factor, solution);

        for (var row = 0; row < size; row++)
            Assert.Equal(right[row], Cholesky.Dot(matrix.AsSpan(row * size, size), solution), tolerance: 1e-9);
    });

    [Fact]
    public void Indefinite_matrices_have_no_factor() => Assert.False(Cholesky.Factor([1, 2, 2, 1], size: 2));

    [Fact]
    public void The_interval_of_a_rank_correlation_holds_its_estimate_and_is_a_point_for_equal_orders()
    {
        double[] first = [1, 2, 3, 4, 5, 6, 7, 8], second = [2, 1, 3, 5, 4, 6, 8, 7];
        var interval = Bootstrap.KendallTauB(first, second);

        Assert.Equal(RankCorrelation.KendallTauB(first, second), interval.Estimate);
        Assert.True(interval.Lower < interval.Estimate && interval.Estimate <= interval.Upper);
        Assert.Equal(new ConfidenceInterval(1, 1, 1), Bootstrap.KendallTauB(first, first));
        Assert.True(double.IsNaN(Bootstrap.KendallTauB([1, 1], [1, 2]).Estimate));
    }
}

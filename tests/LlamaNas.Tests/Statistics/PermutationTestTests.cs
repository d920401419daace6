using LlamaNas.Statistics;

namespace LlamaNas.Tests.Statistics;

public sealed class PermutationTestTests
{
    private static readonly double[] Ascending = [.. Enumerable.Range(0, 12).Select(value => (double)value)];

    [Fact]
    public void Equal_orders_are_significant() => Assert.True(PermutationTest.KendallTau(Ascending, Ascending) < 0.002);

    [Fact]
    public void An_opposite_order_is_as_significant() => Assert.True(PermutationTest.KendallTau(Ascending, [.. Ascending.Reverse()]) < 0.002);

    [Fact]
    public void Unrelated_orders_are_not_significant()
    {
        var random = new Random(3);
        double[] shuffled = [.. Ascending];
        random.Shuffle(shuffled);

        Assert.True(PermutationTest.KendallTau(Ascending, shuffled) > 0.05);
    }

    [Fact]
    public void A_constant_list_has_no_p_value() => Assert.True(double.IsNaN(PermutationTest.KendallTau([1, 1, 1], [1, 2, 3])));

    [Fact]
    public void The_largest_values_are_unlike_random_ones_and_the_middle_is_not()
    {
        Assert.True(PermutationTest.SubsetMean(Ascending, [9, 10, 11]) < 0.05);
        Assert.True(PermutationTest.SubsetMean(Ascending, [4, 5, 7]) > 0.5);
    }

    [Fact]
    public void Differences_of_one_sign_are_significant_and_equal_values_are_not()
    {
        Assert.True(PermutationTest.PairedDifference(Ascending, [.. Ascending.Select(value => value + 1)]) < 0.002);
        Assert.Equal(1, PermutationTest.PairedDifference(Ascending, Ascending));
        Assert.True(double.IsNaN(PermutationTest.PairedDifference([], [])));
        Assert.Throws<ArgumentException>(() => PermutationTest.PairedDifference([1], [1, 2]));
    }

    [Fact]
    public void A_paired_test_counts_the_signs_that_give_as_much() =>
        Assert.Equal(0.5, PermutationTest.PairedDifference([1, 1], [0, 0], permutations: 20_000), 0.02);

    [Fact]
    public void P_values_under_chance_are_uniform()
    {
        double[] values = [.. Enumerable.Range(0, 200).Select(seed =>
        {
            var random = new Random(seed);
            int[] places = [.. Enumerable.Range(0, 12)];
            random.Shuffle(places);
            return PermutationTest.SubsetMean(Ascending, places.AsSpan(0, 4), seed, permutations: 200);
        })];

        Assert.InRange(values.Count(p => p < 0.1) / 200.0, 0.03, 0.18);
        Assert.InRange(values.Average(), 0.42, 0.60);
    }
}

using LlamaNas.Reports;

namespace LlamaNas.Tests.Reports;

public sealed class TaskMeanTests
{
    [Fact]
    public void Tasks_count_alike_and_their_errors_add_up_as_squares()
    {
        var mean = TaskMean.Of([new TaskAccuracy("a", 0.4, 0.03), new TaskAccuracy("b", 0.6, 0.04)]);

        Assert.Equal(0.5, mean.Estimate, 1e-12);
        Assert.Equal(0.5 - (1.96 * 0.025), mean.Lower, 1e-12);
        Assert.Equal(0.5 + (1.96 * 0.025), mean.Upper, 1e-12);
    }

    [Theory]
    [InlineData(0.99, 0.9704, 1)]
    [InlineData(0.01, 0, 0.0296)]
    public void No_interval_of_a_share_goes_below_nought_or_above_one(double share, double lower, double upper)
    {
        var interval = TaskMean.Interval(share, 0.01);

        Assert.Equal((lower, upper), (interval.Lower, interval.Upper));
    }
}

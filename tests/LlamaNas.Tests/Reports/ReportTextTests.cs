using LlamaNas.Reports;
using LlamaNas.Statistics;

namespace LlamaNas.Tests.Reports;

public sealed class ReportTextTests
{
    [Theory]
    [InlineData(0.0123, "+1.2")]
    [InlineData(-0.0123, "-1.2")]
    [InlineData(-0.0004, "0.0")]
    [InlineData(0.0004, "0.0")]
    [InlineData(-0.0005, "-0.1")]
    [InlineData(0, "0.0")]
    public void A_difference_has_a_sign_unless_it_rounds_to_0(double difference, string text) => Assert.Equal(text, ReportText.Points(difference));

    [Fact]
    public void An_interval_has_the_same_signs() => Assert.Equal("-1.0 [-2.0, 0.0]", ReportText.Points(new ConfidenceInterval(-0.01, -0.02, -0.0001)));

    [Theory]
    [InlineData(0.0004998, "< 0.001")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0214, "0.021")]
    [InlineData(1, "1.000")]
    public void No_probability_of_chance_is_0(double probability, string text) => Assert.Equal(text, ReportText.PValue(probability));
}

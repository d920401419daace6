using CsCheck;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Search;

public sealed class SelectionTests
{
    private static readonly Objective[] Objectives = [
        new("accuracy", "fraction", Direction.Maximise, ObjectiveCost.Evaluated),
        new("parameters", "count", Direction.Minimise, ObjectiveCost.Exact)];

    private static readonly Candidate[] Candidates = [
        Of(0.50, 100e6), Of(0.49, 80e6), Of(0.30, 90e6), Of(0.48, 60e6), Of(0.30, 40e6), Of(0.48, 60e6)];

    [Fact]
    public void Front_is_ascending_in_parameters_without_the_dominated() =>
        Assert.Equal([40e6, 60e6, 80e6, 100e6], ParetoFront.Of(Candidates, Objectives).Select(candidate => candidate.Values[1]));

    [Theory]
    [InlineData("knee", 60e6)]
    [InlineData("best", 100e6)]
    [InlineData("parameters<=90M", 80e6)]
    [InlineData("parameters <= 0.05G", 40e6)]
    [InlineData("accuracy>=0.485", 100e6)]
    [InlineData("1", 40e6)]
    [InlineData("4", 100e6)]
    public void Rules_choose_from_the_front(string rule, double parameters) =>
        Assert.Equal(parameters, SelectionRule.Parse(rule).Select(Candidates, Objectives).Values[1]);

    [Theory]
    [InlineData("5", "the front has 4")]
    [InlineData("parameters<=1M", "reach from 40000000 to 100000000")]
    [InlineData("latency<=1", "'latency' is not an objective")]
    public void Rules_that_fit_nothing_say_what_there_is(string rule, string reason) =>
        Assert.Contains(reason, Assert.Throws<UsageException>(() => SelectionRule.Parse(rule).Select(Candidates, Objectives)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("bytes<=1.2G", 1.2e9)]
    [InlineData("parameters<=7B", 7e9)]
    [InlineData("bytes<=512Mi", 512 * 1048576.0)]
    [InlineData("parameters<=90000000", 90e6)]
    public void Bounds_have_suffixes(string text, double bound) => Assert.Equal(bound, Constraint.Parse(text).Bound);

    [Theory]
    [InlineData("middle")]
    [InlineData("parameters<90M")]
    [InlineData("parameters<=M")]
    [InlineData("<=3")]
    [InlineData("-1")]
    [InlineData("")]
    public void Other_text_is_refused(string text) => Assert.Throws<UsageException>(() => SelectionRule.Parse(text));

    [Fact]
    public void Random_text_gives_a_rule_or_our_error() => Gen.OneOf(Gen.String[0, 20], Gen.Char["kneebst<>=.0123456789MGKi-e "].Array[0, 12].Select(text => new string(text)))
        .Sample(text =>
        {
            try
            {
                SelectionRule.Parse(text);
            }
            catch (UsageException)
            {
            }
        });

    private static Candidate Of(double accuracy, double parameters) => new(new SubNetwork { Layers = [0], FeedForwardWidths = [8] }, [accuracy, parameters]);
}

using LlamaNas.Statistics;
using LlamaNas.Tests.Search;

namespace LlamaNas.AcceptanceTests.Search;

public sealed class EvolutionTests
{
    [Theory]
    [InlineData("zdt1")]
    [InlineData("zdt2")]
    [InlineData("zdt3")]
    [InlineData("zdt4")]
    [InlineData("zdt6")]
    [InlineData("dtlz2")]
    public void Median_hypervolume_of_11_seeds_is_within_1_percent_of_pymoo(string name)
    {
        var problem = TestProblem.Load(name);

        var median = Quantiles.Median([.. Enumerable.Range(1, 11).Select(problem.Run)]);

        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {median:F4}, pymoo {problem.Median:F4}");
        Assert.InRange(median / problem.Median, 0.99, 1.01);
    }
}

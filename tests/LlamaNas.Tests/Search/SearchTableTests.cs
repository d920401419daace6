using LlamaNas.Benchmarks.SearchTables;
using LlamaNas.Search;
using LlamaNas.Tests.Conventions;

namespace LlamaNas.Tests.Search;

/// <summary>Searches on the committed table, whose true front is known; benchmarks/results/search-table.md has more seeds.</summary>
public sealed class SearchTableTests
{
    private static readonly TableScores Scores = TinyTable.Load(SourceFiles.Root);

    [Fact]
    public void The_table_holds_every_network_of_its_space()
    {
        Assert.Equal(Scores.Space.Size, Scores.Table.Networks.Length);
        Assert.Equal(400, Scores.Table.DocumentCount);
        Assert.InRange(Scores.Measure(new TableEvaluator(Scores, ["accuracy", "parameters"]).Objectives).TrueFront.Length, 20, 60);
    }

    [Fact]
    public void A_table_comes_back_as_it_was_written()
    {
        using var stream = new MemoryStream();
        Scores.Table.Write(stream);

        using var written = new MemoryStream(stream.ToArray());
        var table = NetworkTable.Read(written, _ => Scores.Space);

        Assert.Equal(Scores.Table.Tasks, table.Tasks);
        Assert.All(table.Outcomes.Zip(Scores.Table.Outcomes), pair => Assert.True(pair.First.Cast<bool>().SequenceEqual(pair.Second.Cast<bool>())));
    }

    [Fact]
    public void Linas_needs_fewer_evaluations_than_NSGA_II_and_LINAS_as_published()
    {
        TableRun Run(string algorithm, int population) => TableRun.Of(Scores, algorithm, new SearchOptions { EvaluationBudget = 60, PopulationSize = population }, seeds: 4);

        var own = Run("linas", 6).Quantile(60, 0.5);

        Assert.InRange(own, Run("nsga2", 20).Quantile(60, 0.5) + 0.02, 1);
        Assert.InRange(own, Run("linas-compatible", 20).Quantile(60, 0.5) + 0.01, 1);
        Assert.InRange(own, 0.95, 1);
    }

    [Theory]
    [InlineData("linas")]
    [InlineData("nsga2")]
    public void Fronts_of_four_objectives_grow(string algorithm)
    {
        var run = TableRun.Of(Scores, algorithm, new SearchOptions { EvaluationBudget = 40, PopulationSize = 20, PredictorEvaluations = 1000 }, seeds: 1,
            ["accuracy:tiny_arc", "accuracy:tiny_mmlu", "accuracy:tiny_winogrande", "parameters"]);

        Assert.Equal(run.Curves[0].Order(), run.Curves[0]);
        Assert.InRange(run.Curves[0][40], 0.7, 1);
    }
}

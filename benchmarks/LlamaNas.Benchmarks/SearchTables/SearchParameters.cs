using System.Globalization;
using System.Text;
using LlamaNas.Search;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>How do population size, mutation rate and crossover change what a search finds? On the table, --seeds repetitions.</summary>
internal static class SearchParameters
{
    private static readonly int[] Marks = [60, 100, 150, 250];

    public static string Run(BenchmarkSettings settings)
    {
        var (scores, seeds) = (TinyTable.Load("."), settings.Seeds ?? 20);
        var genes = new Spaces.GenotypeEncoding(scores.Space).Genes.Count(gene => gene.Options.Count > 1);
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Population size, mutation rate and crossover on the table

            {seeds} seeds; share of the true front's hypervolume, median [quartiles] after so many evaluations. The space has {genes} genes; mutation rates are given as genes changed on average.

            | algorithm | population | genes mutated | crossover | {string.Join(" | ", Marks)} |
            |---|---|---|---|{string.Concat(Marks.Select(_ => "---|"))}

            """));
        foreach (var population in (int[])[10, 20, 50, 100])
            foreach (var mutated in (double[])[0, 0.5, 1, 2, 4])
                Row("nsga2", population, mutated, CrossoverKind.Uniform);
        foreach (var population in (int[])[20, 50])
            Row("nsga2", population, 1, CrossoverKind.Layers);
        foreach (var population in (int[])[6, 10, 20, 50])
            Row("linas", population, 1, CrossoverKind.Uniform);
        return text.ToString();

        void Row(string algorithm, int population, double mutated, CrossoverKind crossover)
        {
            Console.Error.WriteLine($"{algorithm} {population} {mutated} {crossover}");
            var options = new SearchOptions { EvaluationBudget = 250, PopulationSize = population, MutationRate = mutated / genes, Crossover = crossover };
            var run = TableRun.Of(scores, algorithm, options, seeds);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {algorithm} | {population} | {mutated} | {(crossover == CrossoverKind.Uniform ? "uniform" : "layers")} | {string.Join(" | ", Marks.Select(mark => string.Create(CultureInfo.InvariantCulture, $"{run.Quantile(mark, 0.5):F3} [{run.Quantile(mark, 0.25):F3}, {run.Quantile(mark, 0.75):F3}]")))} |");
        }
    }
}

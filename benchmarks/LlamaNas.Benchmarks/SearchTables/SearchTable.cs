using System.Globalization;
using System.Text;
using LlamaNas.Search;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>How near does each algorithm come to the true front, with how many evaluations? --seeds repetitions; the plot goes to docs/images.</summary>
internal static class SearchTable
{
    private const int Budget = 250;
    private const string Plot = "docs/images/search-table.svg";
    private static readonly int[] Marks = [10, 20, 40, 60, 80, 100, 150, 200, 250];

    private static readonly (string Name, string Algorithm, int Population)[] Entries =
    [
        ("linas (6 a round)", "linas", 6),
        ("linas-compatible (50)", "linas-compatible", 50),
        ("nsga2 (20)", "nsga2", 20),
        ("nsga2 (50)", "nsga2", 50),
        ("evopress (10)", "evopress", 10),
        ("random", "random", 50),
    ];

    public static string Run(BenchmarkSettings settings)
    {
        var (scores, seeds) = (TinyTable.Load("."), settings.Seeds ?? 20);
        var runs = Entries.Select(entry =>
        {
            Console.Error.WriteLine(entry.Name);
            return TableRun.Of(scores, entry.Algorithm, new SearchOptions { EvaluationBudget = Budget, PopulationSize = entry.Population }, seeds);
        }).ToArray();
        File.WriteAllText(Plot, CurvePlot.Draw(
            "Hypervolume against evaluations: median and quartiles", "networks evaluated", "share of the true front's hypervolume",
            [.. Entries.Zip(runs, (entry, run) => new Curve(entry.Name, [.. Enumerable.Range(5, Budget - 4).Select(at => (at, run.Quantile(at, 0.25), run.Quantile(at, 0.5), run.Quantile(at, 0.75)))]))]));
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Search on a table whose true front is known

            {scores.Table.Networks.Length} networks, each scored on {scores.Table.DocumentCount} documents; {seeds} seeds. Hypervolume as a share of the true front's (accuracy and parameters, each over its range in the
            space): median [quartiles] after so many evaluations. In brackets behind the name: candidates a round. "exhaustive" reaches 1 after all {scores.Table.Networks.Length}.

            | algorithm | {string.Join(" | ", Marks)} |
            |---|{string.Concat(Marks.Select(_ => "---|"))}

            """));
        foreach (var (entry, run) in Entries.Zip(runs))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {entry.Name} | {string.Join(" | ", Marks.Select(mark => string.Create(CultureInfo.InvariantCulture, $"{run.Quantile(mark, 0.5):F3} [{run.Quantile(mark, 0.25):F3}, {run.Quantile(mark, 0.75):F3}]")))} |");
        text.AppendLine().AppendLine("Evaluations until the median reaches:").AppendLine().AppendLine("| algorithm | nsga2 (50) at 250 | nsga2 (20) at 250 | 99 % of the true front | seeds with 99 % by 150 | Kendall tau |").AppendLine("|---|---|---|---|---|---|");
        foreach (var (entry, run) in Entries.Zip(runs))
        {
            string Reach(double value) => run.MedianReaches(value)?.ToString(CultureInfo.InvariantCulture) ?? "more than 250";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {entry.Name} | {Reach(runs[3].Quantile(Budget, 0.5))} | {Reach(runs[2].Quantile(Budget, 0.5))} | {Reach(0.99)} | {run.Curves.Count(curve => curve[150] >= 0.99)} of {seeds} | {(double.IsNaN(run.RankCorrelation) ? "" : run.RankCorrelation.ToString("F2", CultureInfo.InvariantCulture))} |");
        }

        text.AppendLine().AppendLine("Kendall tau: predicted against evaluated, on each batch before it was learned.");
        return text.ToString();
    }
}

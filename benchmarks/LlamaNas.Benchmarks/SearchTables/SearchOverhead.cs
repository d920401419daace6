using System.Diagnostics;
using System.Globalization;
using System.Text;
using LlamaNas.Search;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>What does everything cost that is not evaluation? 64 genes (32 layers, each free to go, two widths), candidates that cost nothing to evaluate.</summary>
internal static class SearchOverhead
{
    private const int Budget = 250;

    public static string Run(BenchmarkSettings settings)
    {
        var text = new StringBuilder($"# Search overhead: 64 genes, {Budget} evaluations\n\nProcessor seconds for 50 candidates, everything but evaluation (all threads, compilation included: the first row has nearly all of it).\n\n| algorithm | candidates a round | objectives | seconds per 50, mean | last 50 |\n|---|---|---|---|---|\n");
        foreach (var (algorithm, population, objectives) in ((string, int, int)[])[("linas", 6, 2), ("linas", 10, 2), ("linas", 50, 2), ("linas", 10, 4), ("nsga2", 50, 2), ("evopress", 10, 2)])
            Row(algorithm, algorithm, new SearchOptions(), population, objectives);
        foreach (var (name, parts) in SearchParts.Variants)
            Row($"linas, {name}", "linas", parts, population: 6, objectives: 2);
        return text.ToString();

        void Row(string name, string algorithm, SearchOptions options, int population, int objectives)
        {
            var evaluator = new FormulaNetworks(objectives);
            var started = Used();
            var beforeLast = TimeSpan.Zero;
            foreach (var step in SearchAlgorithm.Create(algorithm, FormulaNetworks.Space, options with { EvaluationBudget = Budget, PopulationSize = population }).RunAsync(evaluator).ToBlockingEnumerable())
                if (step is CandidateEvaluated { Evaluation: <= Budget - 50 })
                    beforeLast = Used() - started;
            var all = Used() - started;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {population} | {objectives} | {all.TotalSeconds * 50 / Budget:F2} | {(all - beforeLast).TotalSeconds:F2} |");
            Console.Error.WriteLine(name);
        }
    }

    private static TimeSpan Used() => Process.GetCurrentProcess().TotalProcessorTime;
}

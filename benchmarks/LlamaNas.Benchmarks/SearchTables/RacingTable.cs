using System.Globalization;
using System.Text;
using LlamaNas.Search;
using LlamaNas.Search.Pareto;
using LlamaNas.Search.Racing;
using LlamaNas.Statistics;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>What does racing save, and what does it cost, at equal budgets? On the table, where every outcome is known; --seeds repetitions.</summary>
internal static class RacingTable
{
    private const int Budget = 150;

    public static string Run(BenchmarkSettings settings)
    {
        var (scores, seeds) = (TinyTable.Load("."), settings.Seeds ?? 20);
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Racing on the table: {Budget} evaluations, {scores.Table.DocumentCount} documents, {seeds} seeds

            Hypervolume of the front (always scored in full) as a share of the true front's; difference paired by seed, mean and standard error. Documents as a share of scoring all.

            | algorithm | population | standard errors | documents scored | hypervolume, median | difference |
            |---|---|---|---|---|---|

            """));
        foreach (var (algorithm, population) in ((string, int)[])[("linas", 6), ("linas", 20), ("nsga2", 20), ("nsga2", 50)])
        {
            var full = Searches(scores, algorithm, population, null, seeds);
            foreach (var deviations in (double?[])[null, 1.5, 1, 0.5, 0])
            {
                Console.Error.WriteLine($"{algorithm} {population} {deviations}");
                var own = deviations is null ? full : Searches(scores, algorithm, population, deviations, seeds);
                double[] differences = [.. own.Zip(full, (race, whole) => race.Volume - whole.Volume)];
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"| {algorithm} | {population} | {(deviations is null ? "no race" : deviations)} | {own.Average(race => race.Scored) / full.Average(whole => whole.Scored):F2} | {Quantiles.Median([.. own.Select(race => race.Volume)]):F4} | {differences.Average():+0.0000;-0.0000} ± {Moments.StandardDeviation(differences) / Math.Sqrt(seeds):F4} |");
            }
        }

        return text.ToString();
    }

    private static (double Volume, double Scored)[] Searches(TableScores scores, string algorithm, int population, double? deviations, int seeds)
    {
        var results = new (double, double)[seeds];
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var table = new TableEvaluator(scores, ["accuracy", "parameters"]);
            ICandidateEvaluator evaluator = deviations is { } value ? new RacingEvaluator(table, scores.Space.Largest, new RacingOptions { Deviations = value }) : table;
            var events = SearchAlgorithm.Create(algorithm, scores.Space, new SearchOptions { EvaluationBudget = Budget, PopulationSize = population, Seed = seed + 1 })
                .RunAsync(evaluator).ToBlockingEnumerable().OfType<CandidateEvaluated>().ToArray();
            results[seed] = (scores.Measure(table.Objectives).Of(events.Where(step => step.Candidate.IsComplete).Select(step => Point.Of(step.Candidate.Values.Span, table.Objectives).Values)), table.Scored);
        });
        return results;
    }
}

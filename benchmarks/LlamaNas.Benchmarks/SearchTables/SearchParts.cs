using System.Globalization;
using System.Text;
using LlamaNas.Search;
using LlamaNas.Statistics;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>
/// What is each part of LINAS worth? The same searches with and without it: on the table, whose true front is known, and on 64 genes, where greedy walks are longer. --seeds
/// repetitions, with seeds from 101: nothing was tuned on them.
/// </summary>
internal static class SearchParts
{
    private const int Budget = 250, LongBudget = 150, Population = 6, FirstSeed = 101;
    private static readonly int[] Marks = [20, 40, 60, 80, 100, 150, 250];

    /// <summary>What is compared, the first with all others.</summary>
    public static IReadOnlyList<(string Name, SearchOptions Parts)> Variants { get; } =
    [
        ("neither", new SearchOptions { SolvesForSeeds = false, ChoosesPredictors = false }),
        ("seeds by integer programming", new SearchOptions { SolvesForSeeds = true, ChoosesPredictors = false }),
        ("choice of predictors", new SearchOptions { SolvesForSeeds = false, ChoosesPredictors = true }),
        ("both", new SearchOptions { SolvesForSeeds = true, ChoosesPredictors = true }),
    ];

    public static string Run(BenchmarkSettings settings)
    {
        var (scores, seeds) = (TinyTable.Load("."), settings.Seeds ?? 20);
        double Genetic(int population) => TableRun.Of(scores, "nsga2", new SearchOptions { EvaluationBudget = Budget, PopulationSize = population }, seeds, firstSeed: FirstSeed).Quantile(Budget, 0.5);
        var (small, large) = (Genetic(20), Genetic(50));
        var runs = Variants.Select(variant =>
        {
            Console.Error.WriteLine(variant.Name);
            return TableRun.Of(scores, "linas", variant.Parts with { EvaluationBudget = Budget, PopulationSize = Population }, seeds, firstSeed: FirstSeed);
        }).ToArray();
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Parts of LINAS: integer programmes for seeds, and a choice of predictors

            On the table of {scores.Table.Networks.Length} networks, {seeds} seeds from {FirstSeed}, {Population} candidates a round: evaluations until the median reaches what NSGA-II (population 50; 20) has at {Budget} ({large:F4}; {small:F4})
            and 99 % of the true front's hypervolume; median hypervolume after so many evaluations; mean difference to "neither" over all counts up to {Budget}, paired by seed, with its standard error.

            | parts | nsga2 (50) at {Budget} | nsga2 (20) at {Budget} | 99 % | {string.Join(" | ", Marks)} | difference | Kendall tau |
            |---|---|---|---|{string.Concat(Marks.Select(_ => "---|"))}---|---|

            """));
        foreach (var (variant, run) in Variants.Zip(runs))
        {
            string Reach(double value) => run.MedianReaches(value)?.ToString(CultureInfo.InvariantCulture) ?? $"more than {Budget}";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {variant.Name} | {Reach(large)} | {Reach(small)} | {Reach(0.99)} | {string.Join(" | ", Marks.Select(mark => run.Quantile(mark, 0.5).ToString("F4", CultureInfo.InvariantCulture)))} | {Difference(run.Curves.Select(Mean), runs[0].Curves.Select(Mean))} | {run.RankCorrelation:F3} |");
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"""
            On 64 genes without noise, {seeds} seeds, {LongBudget} evaluations: hypervolume (of the box between the extremes) after so many, median; difference at the end, paired by seed.

            | parts | 60 | 102 | {LongBudget} | difference at {LongBudget} |
            |---|---|---|---|---|
            """);
        var longRuns = Variants.Select(variant => LongRuns(variant.Parts, seeds)).ToArray();
        foreach (var (variant, run) in Variants.Zip(longRuns))
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {variant.Name} | {string.Join(" | ", ((int[])[60, 102, LongBudget]).Select(mark => Quantiles.Median([.. run.Select(curve => curve[mark])]).ToString("F5", CultureInfo.InvariantCulture)))} | {Difference(run.Select(curve => curve[LongBudget]), longRuns[0].Select(curve => curve[LongBudget]))} |");
        return text.ToString();
    }

    private static Dictionary<int, double>[] LongRuns(SearchOptions parts, int seeds)
    {
        var runs = new Dictionary<int, double>[seeds];
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            runs[seed] = SearchAlgorithm.Create("linas", FormulaNetworks.Space, parts with { EvaluationBudget = LongBudget, PopulationSize = Population, Seed = FirstSeed + seed })
                .RunAsync(new FormulaNetworks(objectives: 2)).ToBlockingEnumerable().OfType<RoundFinished>().ToDictionary(round => round.Evaluations, round => round.Hypervolume));
        return runs;
    }

    private static double Mean(double[] curve) => curve[1..].Average();

    private static string Difference(IEnumerable<double> own, IEnumerable<double> others)
    {
        double[] differences = [.. own.Zip(others, (one, other) => one - other)];
        return string.Create(CultureInfo.InvariantCulture, $"{differences.Average():+0.0000;-0.0000} ± {Moments.StandardDeviation(differences) / Math.Sqrt(differences.Length):F4}");
    }
}

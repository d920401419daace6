using System.Globalization;
using System.Text;
using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Search.Pareto;
using LlamaNas.Search.Racing;
using LlamaNas.Spaces;
using LlamaNas.Statistics;
using LlamaNas.TinyWorld;

namespace LlamaNas.Benchmarks;

/// <summary>
/// What does racing save, and what does it cost? Searches of the embedded tiny model with equal budgets; each final front is scored anew in full, on the
/// search split and on the test split. Tokens count each network alone. --seeds N repetitions, --limit N documents of each task.
/// </summary>
internal static class Racing
{
    private const string Model = "src/LlamaNas.Cli/Quickstart/model";
    private const int Budget = 80, Population = 20;
    private static readonly string[] Tasks = ["tiny_arc", "tiny_mmlu", "tiny_truthfulqa", "tiny_winogrande"];
    private static readonly double?[] Deviations = [null, 1.5, 1, 0.5];
    private static readonly string[] ScoredBy = ["accuracy", "probability"];

    public static string Run(BenchmarkSettings settings)
    {
        var folder = Directory.CreateTempSubdirectory("llama-nas-racing-").FullName;
        try
        {
            TinyWorldFolder.Write(folder);
            using var session = ModelSession.Open(Model, Precision.BFloat16);
            var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
                # Racing against full scores: tiny model, LINAS, {Budget} evaluations, {settings.Seeds ?? 5} seeds

                Median [least, greatest] over the seeds; differences are paired by seed. Each front is scored anew in full.

                | objective | standard errors | tokens, share of full | candidates scored in full | hypervolume, search split | difference | hypervolume, test split | difference |
                |---|---|---|---|---|---|---|---|

                """));
            foreach (var scored in ScoredBy)
            {
                var runs = Enumerable.Range(1, settings.Seeds ?? 5).Select(seed =>
                {
                    Console.Error.WriteLine($"{scored}, seed {seed}");
                    return Deviations.Select(deviations => Search(session, folder, scored, seed, settings.Limit, deviations)).ToArray();
                }).ToArray();
                AppendRows(text, scored, runs);
            }

            return text.ToString();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Outcome Search(ModelSession session, string folder, string scored, int seed, int? limit, double? deviations)
    {
        var settings = new SearchSettings
        {
            Tasks = [.. Tasks.Select(task => Path.Combine(folder, "tasks", $"{task}.yaml"))],
            DataFolder = Path.Combine(folder, "data"),
            Space = Path.Combine(folder, "tiny-space.yaml"),
            Objectives = [scored, "parameters"],
            Budget = Budget,
            Population = Population,
            Seed = seed,
            Limit = limit,
            Racing = deviations is { } value ? new RacingOptions { Deviations = value } : null,
        };
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{scored}-{seed}-{deviations?.ToString(CultureInfo.InvariantCulture) ?? "full"}.db"));
        using var store = SearchStage.OpenStore(session, settings, path);
        SearchStage.RunAsync(session, settings, store).GetAwaiter().GetResult();
        SubNetwork[] front = [.. new StoredRun(store).Front.Select(candidate => candidate.SubNetwork)];
        var candidates = store.Candidates();
        return new Outcome(
            store.ComputedTokens("search"),
            (double)candidates.Count(evaluated => evaluated.Candidate.IsComplete) / candidates.Count,
            Volume(session, settings, front, DocumentSplit.Search),
            Volume(session, settings, front, DocumentSplit.Test));
    }

    // Normalised by the range of the space, so that runs compare.
    private static double Volume(ModelSession session, SearchSettings settings, SubNetwork[] front, DocumentSplit split)
    {
        var space = SearchSpace.Load(settings.Space, session.Config);
        var results = settings.Tasks.Select(task => PopulationEvaluator.Evaluate(
            session, session.Prepare(TaskObjectives.Scored(TaskCatalog.Load(task), settings.Objectives), settings.DataFolder, settings.Documents(split, split == DocumentSplit.Search ? settings.Limit : null)), front, settings.Precision)).ToArray();
        double Parameters(SubNetwork network) => ParameterCount.Of(session.Config, network);
        return new ObjectiveBounds([-1, Parameters(space.Smallest)], [0, Parameters(space.Largest)]).NormalisedHypervolume(
            front.Select((network, index) => new[] { -results.Average(ofTask => ofTask[index].Accuracy.Value), Parameters(network) }));
    }

    private static void AppendRows(StringBuilder text, string scored, Outcome[][] runs)
    {
        foreach (var (index, deviations) in Deviations.Index())
        {
            string Over(Func<Outcome, Outcome, double> value, string format)
            {
                double[] values = [.. runs.Select(run => value(run[index], run[0]))];
                string Print(double number) => number.ToString(format, CultureInfo.InvariantCulture);
                return $"{Print(Quantiles.Median(values))} [{Print(values.Min())}, {Print(values.Max())}]";
            }

            string[] cells =
            [
                scored,
                deviations?.ToString(CultureInfo.InvariantCulture) ?? "no race",
                Over((own, full) => (double)own.Tokens / full.Tokens, "F2"),
                Over((own, _) => own.Complete, "F2"),
                Over((own, _) => own.SearchVolume, "F4"),
                Over((own, full) => own.SearchVolume - full.SearchVolume, "+0.0000;-0.0000"),
                Over((own, _) => own.TestVolume, "F4"),
                Over((own, full) => own.TestVolume - full.TestVolume, "+0.0000;-0.0000"),
            ];
            text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
        }
    }

    private sealed record Outcome(long Tokens, double Complete, double SearchVolume, double TestVolume);
}

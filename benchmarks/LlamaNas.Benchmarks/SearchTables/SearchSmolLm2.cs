using System.Globalization;
using System.Text;
using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>
/// Which algorithm finds the best front of SmolLM2 on three tasks with equal budgets? Each front is scored anew on the test split, on twice as many documents. --model is a fine-tuned
/// super-network; --run a folder of run stores, so that a stopped command goes on; --limit documents of a task, --seeds repetitions.
/// </summary>
internal static class SearchSmolLm2
{
    private const int Budget = 40;
    private const double Chance = (0.25 + 0.5 + 0.25) / 3;
    private static readonly string[] Algorithms = ["random", "nsga2", "linas"];

    public static string Run(BenchmarkSettings settings)
    {
        var folder = Directory.CreateDirectory(settings.Run ?? Path.Combine(Path.GetTempPath(), "llama-nas-search-smollm2")).FullName;
        using var session = ModelSession.Open(settings.Model, Precision.BFloat16);
        var documents = settings.Limit ?? 50;
        var rows = new StringBuilder();
        var volumes = Algorithms.Select(_ => new List<(double Search, double Test)>()).ToArray();
        for (var seed = 1; seed <= (settings.Seeds ?? 3); seed++)
            foreach (var (index, algorithm) in Algorithms.Index())
            {
                var search = new SearchSettings
                {
                    Tasks = ["arc_easy", "piqa", "hellaswag"],
                    Objectives = ["probability", "parameters"],
                    DataFolder = settings.Data,
                    Space = "samples/smollm2-space.yaml",
                    Algorithm = algorithm,
                    Budget = Budget,
                    Seed = seed,
                    Limit = documents,
                };
                using var store = SearchStage.OpenStore(session, search, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{algorithm}-{seed}.db")));
                SearchStage.RunAsync(session, search, store).GetAwaiter().GetResult();
                SubNetwork[] front = [.. new StoredRun(store).Front.Select(candidate => candidate.SubNetwork)];
                volumes[index].Add((Volume(session, search, store, front, DocumentSplit.Search, documents), Volume(session, search, store, front, DocumentSplit.Test, 2 * documents)));
                Console.Error.WriteLine($"seed {seed}, {algorithm}: {volumes[index][^1]}");
            }

        foreach (var (algorithm, ofSeeds) in Algorithms.Zip(volumes))
            rows.AppendLine(CultureInfo.InvariantCulture, $"| {algorithm} | {Spread(ofSeeds.Select(volume => volume.Search))} | {Spread(ofSeeds.Select(volume => volume.Test))} |");
        return string.Create(CultureInfo.InvariantCulture, $"""
            # SmolLM2-135M, fine-tuned as a super-network, on three tasks: {Budget} evaluations

            ARC-Easy, PIQA and HellaSwag, {documents} documents each; objectives probability of right choices and parameters; space samples/smollm2-space.yaml. Hypervolume of each search's front, normalised by
            the sizes of the space and the probability from chance ({Chance:F3}) to 1: on the documents of the search, and scored anew on {2 * documents} documents a task of the test split.
            Median [least, greatest] of {volumes[0].Count} seeds (each seed also splits the documents anew).

            | algorithm | search split | test split |
            |---|---|---|
            {rows}
            On the test split, paired by seed, mean and standard error: linas minus random {Difference(volumes[2], volumes[0])}, linas minus nsga2 {Difference(volumes[2], volumes[1])}.
            """);
    }

    private static double Volume(ModelSession session, SearchSettings settings, Runs.RunStore store, SubNetwork[] front, DocumentSplit split, int documents)
    {
        var space = SearchSpace.Load(settings.Space, session.Config);
        var scorer = new StoredScorer(session, store);
        var byTask = settings.Tasks.Select(task => scorer.Score(
            session.Prepare(TaskCatalog.Load(task).ByProbability(), settings.DataFolder, settings.Documents(split, documents)), front, settings.Precision)).ToArray();
        double Parameters(SubNetwork network) => ParameterCount.Of(session.Config, network);
        return new ObjectiveBounds([-1, Parameters(space.Smallest)], [-Chance, Parameters(space.Largest)]).NormalisedHypervolume(
            front.Select((network, index) => new[] { -byTask.Average(scores => scores[index].Value), Parameters(network) }));
    }

    private static string Difference(IReadOnlyList<(double Search, double Test)> left, IReadOnlyList<(double Search, double Test)> right)
    {
        double[] differences = [.. left.Zip(right, (one, other) => one.Test - other.Test)];
        return string.Create(CultureInfo.InvariantCulture, $"{differences.Average():+0.0000;-0.0000} +- {Moments.StandardErrorOfMean(differences):F4}");
    }

    private static string Spread(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return string.Create(CultureInfo.InvariantCulture, $"{Quantiles.Median(all):F4} [{all.Min():F4}, {all.Max():F4}]");
    }
}

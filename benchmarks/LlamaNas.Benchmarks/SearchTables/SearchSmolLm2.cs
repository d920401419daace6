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
/// Which algorithm finds the best front of SmolLM2 on ARC-Easy with equal budgets? Each front is scored anew on the test split. --model is a fine-tuned super-network;
/// --run a folder of run stores, so that a stopped command goes on; --limit documents, --seeds repetitions.
/// </summary>
internal static class SearchSmolLm2
{
    private const int Budget = 40;
    private static readonly string[] Algorithms = ["random", "nsga2", "linas"];

    public static string Run(BenchmarkSettings settings)
    {
        var folder = Directory.CreateDirectory(settings.Run ?? Path.Combine(Path.GetTempPath(), "llama-nas-search-smollm2")).FullName;
        using var session = ModelSession.Open(settings.Model, Precision.BFloat16);
        var documents = settings.Limit ?? 100;
        var rows = new StringBuilder();
        var volumes = Algorithms.Select(_ => new List<(double Search, double Test)>()).ToArray();
        for (var seed = 1; seed <= (settings.Seeds ?? 3); seed++)
            foreach (var (index, algorithm) in Algorithms.Index())
            {
                var search = new SearchSettings { Tasks = ["arc_easy"], DataFolder = settings.Data, Space = "free", Algorithm = algorithm, Budget = Budget, Population = Search.SearchAlgorithm.UsualPopulation(algorithm), Seed = seed, Limit = documents };
                using var store = SearchStage.OpenStore(session, search, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{algorithm}-{seed}.db")));
                SearchStage.RunAsync(session, search, store).GetAwaiter().GetResult();
                SubNetwork[] front = [.. new StoredRun(store).Front.Select(candidate => candidate.SubNetwork)];
                volumes[index].Add((Volume(session, search, store, front, DocumentSplit.Search), Volume(session, search, store, front, DocumentSplit.Test)));
                Console.Error.WriteLine($"seed {seed}, {algorithm}: {volumes[index][^1]}");
            }

        foreach (var (algorithm, ofSeeds) in Algorithms.Zip(volumes))
            rows.AppendLine(CultureInfo.InvariantCulture, $"| {algorithm} | {Spread(ofSeeds.Select(volume => volume.Search))} | {Spread(ofSeeds.Select(volume => volume.Test))} |");
        return string.Create(CultureInfo.InvariantCulture, $"""
            # SmolLM2-135M, fine-tuned as a super-network, on ARC-Easy: {Budget} evaluations on {documents} documents

            Space `free`. Hypervolume of each search's front, normalised by the sizes of the space and accuracy from chance (0.25) to 1: on the documents of the search, and scored anew on
            {documents} documents of the test split. Median [least, greatest] of {volumes[0].Count} seeds (each seed also splits the documents anew).

            | algorithm | search split | test split |
            |---|---|---|
            {rows}
            """);
    }

    private static double Volume(ModelSession session, SearchSettings settings, Runs.RunStore store, SubNetwork[] front, DocumentSplit split)
    {
        var space = SearchSpace.Load(settings.Space, session.Config);
        var task = session.Prepare(settings.Tasks[0], settings.DataFolder, settings.Documents(split, settings.Limit));
        var scores = new StoredScorer(session, store).Score(task, front, settings.Precision);
        double Parameters(SubNetwork network) => ParameterCount.Of(session.Config, network);
        return new ObjectiveBounds([-1, Parameters(space.Smallest)], [-0.25, Parameters(space.Largest)]).NormalisedHypervolume(
            front.Zip(scores, (network, score) => new[] { -score.Value, Parameters(network) }));
    }

    private static string Spread(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return string.Create(CultureInfo.InvariantCulture, $"{Quantiles.Median(all):F4} [{all.Min():F4}, {all.Max():F4}]");
    }
}

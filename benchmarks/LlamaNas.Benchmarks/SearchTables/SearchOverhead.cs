using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>What does everything cost that is not evaluation? 64 genes (32 layers, each free to go, two widths), candidates that cost nothing to evaluate.</summary>
internal static class SearchOverhead
{
    private const int Layers = 32, Budget = 250;

    public static string Run(BenchmarkSettings settings)
    {
        var space = new SearchSpace
        {
            Layers = new FreeLayers([.. Enumerable.Range(0, Layers)], MinimumKept: 16),
            FeedForwardWidths = [.. Enumerable.Repeat((EquatableArray<int>)[5504, 11008], Layers)],
        };
        var text = new StringBuilder($"# Search overhead: 64 genes, {Budget} evaluations\n\nProcessor seconds for 50 candidates, everything but evaluation (all threads, compilation included).\n\n| algorithm | candidates a round | objectives | seconds per 50, mean | last 50 |\n|---|---|---|---|---|\n");
        foreach (var (algorithm, population, objectives) in ((string, int, int)[])[("linas", 6, 2), ("linas", 10, 2), ("linas", 50, 2), ("linas", 10, 4), ("nsga2", 50, 2), ("evopress", 10, 2)])
        {
            var evaluator = new Free(objectives);
            var started = Used();
            var beforeLast = TimeSpan.Zero;
            foreach (var step in SearchAlgorithm.Create(algorithm, space, new SearchOptions { EvaluationBudget = Budget, PopulationSize = population }).RunAsync(evaluator).ToBlockingEnumerable())
                if (step is CandidateEvaluated { Evaluation: <= Budget - 50 })
                    beforeLast = Used() - started;
            var all = Used() - started;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {algorithm} | {population} | {objectives} | {all.TotalSeconds * 50 / Budget:F2} | {(all - beforeLast).TotalSeconds:F2} |");
            Console.Error.WriteLine(algorithm);
        }

        return text.ToString();
    }

    private static TimeSpan Used() => Process.GetCurrentProcess().TotalProcessorTime;

    private sealed class Free(int objectives) : ICandidateEvaluator
    {
        public EquatableArray<Objective> Objectives { get; } = [
            .. Enumerable.Range(1, objectives - 1).Select(index => new Objective($"accuracy:{index}", "fraction", Direction.Maximise, ObjectiveCost.Evaluated)),
            new Objective("parameters", "count", Direction.Minimise, ObjectiveCost.Exact)];

        public double Exact(Objective objective, SubNetwork subNetwork) => subNetwork.Layers.Count + (subNetwork.FeedForwardWidths.Sum() / 5504.0);

        public async IAsyncEnumerable<Candidate> EvaluateAsync(IReadOnlyList<SubNetwork> subNetworks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            foreach (var network in subNetworks)
                yield return new Candidate(network, [.. Objectives.Select((objective, index) => objective.Cost == ObjectiveCost.Exact ? Exact(objective, network) : Accuracy(network, index))]);
        }

        private static double Accuracy(SubNetwork network, int objective) => 0.25 + (0.5 * Math.Exp(-Enumerable.Range(0, Layers).Sum(layer =>
            network.Layers.Span.IndexOf(layer) is var place && place < 0 ? 0.08 + (0.01 * ((layer * (3 + objective)) % 7)) : network.FeedForwardWidths[place] < 11008 ? 0.02 + (0.003 * ((layer * 5) % 7)) : 0)));
    }
}

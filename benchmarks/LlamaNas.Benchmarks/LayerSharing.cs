using System.Diagnostics;
using System.Globalization;
using System.Text;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Spaces;
using LlamaNas.Statistics;
using LlamaNas.Tokens;

namespace LlamaNas.Benchmarks;

/// <summary>
/// What does scoring the candidates of a generation together save, against one by one? Layers and operations are counted (linear maps of the decoder);
/// time is measured on as many ARC documents as --limit says. --run FILE.db takes the generations of a real search.
/// </summary>
internal static class LayerSharing
{
    private const int Population = 50;
    private const int Rounds = 3;

    public static string Run(BenchmarkSettings settings)
    {
        using var checkpoint = Checkpoint.Open(settings.Model);
        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });
        var documents = PreparedTask.Create(
            TaskCatalog.Load("arc_easy"), settings.Data, LlamaTokenizer.Open(settings.Model), checkpoint.Config.MaximumPositions,
            new EvaluationOptions { Limit = settings.Limit ?? 40 }).Encoded;
        var text = new StringBuilder($"# Candidates scored together, {TaskEvaluator.NetworksAtOnce} at a time at most, against one by one\n\nTime: median [quartiles] of the ratio, {documents.Count} documents, BF16.\n\n"
            + "| candidates | networks | layers one by one | together | layer-tokens saved | operations saved | time together / one by one |\n|---|---|---|---|---|---|---|\n");
        foreach (var (name, networks) in Populations(settings, checkpoint.Config))
        {
            var parts = LayerTrie.Parts(networks, TaskEvaluator.NetworksAtOnce).ToArray();
            var tries = parts.Select(part => LayerTrie.Build(part)).ToArray();
            double alone = tries.Sum(trie => trie.LayersAlone), together = tries.Sum(trie => trie.Steps.Count);
            double operationsAlone = networks.Sum(one => LayerTrie.Build([one]).Cost(Operations)), operations = tries.Sum(trie => trie.Cost(Operations));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | {networks.Length} | {alone:N0} | {together:N0} | {100 * (1 - (together / alone)):F1} % | {100 * (1 - (operations / operationsAlone)):F1} % | {Time(network, parts, documents)} |");
            Console.Error.WriteLine($"{name} done");
        }

        return text.ToString();

        double Operations(LayerShape shape) => 2.0 * checkpoint.Config.HiddenSize
            * ((2 * checkpoint.Config.HeadSize * (checkpoint.Config.HeadsPerGroup + 1) * Math.Min(shape.KeyValueHeads, checkpoint.Config.KeyValueHeadCount)) + (3 * shape.FeedForwardWidth));
    }

    private static IEnumerable<(string Name, SubNetwork[] Networks)> Populations(BenchmarkSettings settings, LlamaConfig config)
    {
        foreach (var preset in (string[])["paper", "free-layers"])
        {
            var space = SearchSpace.Load(preset, config);
            yield return ($"random, space {preset}", [.. Enumerable.Range(0, Population).Select(seed => space.Sample(new Random(seed))).Distinct()]);
        }

        if (settings.Run is null)
            yield break;
        using var store = RunStore.OpenExisting(settings.Run);
        foreach (var round in store.Candidates().GroupBy(evaluated => evaluated.Round).OrderBy(round => round.Key))
            yield return ($"{store.Settings["algorithm"]}, round {round.Key}", [.. round.Select(evaluated => evaluated.Candidate.SubNetwork)]);
    }

    private static string Time(SuperNetwork network, SubNetwork[][] parts, IReadOnlyList<EncodedDocument> documents)
    {
        var ratios = new List<double>();
        Together();
        for (var round = 0; round < Rounds; round++)
            ratios.Add(Seconds(Together) / Seconds(OneByOne));
        return string.Create(CultureInfo.InvariantCulture, $"{Quantiles.Median([.. ratios]):F2} [{Quantiles.Of([.. ratios], 0.25):F2}, {Quantiles.Of([.. ratios], 0.75):F2}]");

        int Together() => parts.Sum(part => new PopulationScorer(network, part).Score(documents).Count());

        int OneByOne() => parts.Sum(part => part.Sum(one => new LogLikelihoodScorer(network, one).Score(documents).Count()));
    }

    private static double Seconds(Func<int> action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Statistics;
using LlamaNas.Tokens;

namespace LlamaNas.Benchmarks;

/// <summary>
/// How much faster is scoring with shared prefixes than the same engine with one request at a time (batched and sorted by length, as the harness does)?
/// Same network, precision and kernels; both ways take turns.
/// </summary>
internal static class OneByOne
{
    private const int Rounds = 3;
    private static readonly (string Task, int FewShot, int Limit)[] Cases =
    [
        ("arc_easy", 0, 120), ("arc_challenge", 0, 120), ("hellaswag", 0, 60), ("winogrande", 0, 150), ("truthfulqa_mc1", 0, 30), ("mmlu_global_facts", 5, 16),
    ];

    public static string Run(BenchmarkSettings settings)
    {
        using var checkpoint = Checkpoint.Open(settings.Model);
        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });
        var tokenizer = LlamaTokenizer.Open(settings.Model);
        var scorer = new LogLikelihoodScorer(network, SubNetwork.Full(network.Config));
        var text = new StringBuilder("# Shared prefixes against one request at a time\n\nBF16; medians of rounds that take turns.\n\n| task | shots | documents | requests | seconds one by one | seconds shared | ratio [quartiles] | largest difference of a log-likelihood |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var (name, fewShot, limit) in Cases)
        {
            var task = PreparedTask.Create(
                TaskCatalog.Load(name), settings.Data, tokenizer, checkpoint.Config.MaximumPositions, new EvaluationOptions { FewShot = fewShot, Limit = limit });
            EncodedDocument[] apart = [.. task.Encoded.SelectMany(document => document.Requests).Select((request, index) => new EncodedDocument(index.ToString(CultureInfo.InvariantCulture), [request]))];
            var (alone, shared, ratios) = (new List<double>(), new List<double>(), new List<double>());
            double difference = 0;
            Score(scorer, task.Encoded); // warm-up
            for (var round = 0; round < Rounds; round++)
            {
                var (aloneSeconds, aloneScores) = Score(scorer, apart);
                var (sharedSeconds, sharedScores) = Score(scorer, task.Encoded);
                difference = aloneScores.Zip(sharedScores).Max(pair => Math.Abs(pair.First - pair.Second));
                alone.Add(aloneSeconds);
                shared.Add(sharedSeconds);
                ratios.Add(aloneSeconds / sharedSeconds);
            }

            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | {fewShot} | {task.Encoded.Count} | {apart.Length} | {Quantiles.Median([.. alone]):F2} | {Quantiles.Median([.. shared]):F2} | {Quantiles.Median([.. ratios]):F1} [{Quantiles.Of([.. ratios], 0.25):F1}, {Quantiles.Of([.. ratios], 0.75):F1}] | {difference:F3} |");
            Console.Error.WriteLine($"{name} done");
        }

        return text.ToString();
    }

    private static (double Seconds, double[] Scores) Score(LogLikelihoodScorer scorer, IReadOnlyList<EncodedDocument> documents)
    {
        var started = Stopwatch.GetTimestamp();
        var scored = scorer.Score(documents).ToArray();
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, [.. scored.OrderBy(document => document.Index).SelectMany(document => document.LogLikelihoods)]);
    }
}

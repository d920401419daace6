using System.Diagnostics;
using System.Globalization;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Statistics;
using LlamaNas.Tokens;

namespace LlamaNas.Benchmarks;

/// <summary>
/// 500 ARC-Easy documents in BF16, against lm-evaluation-harness 0.4.13 on transformers: 2,000 requests in 65 s on 2 cores of a machine whose raw BF16 product
/// (512x4096x11008) ran at 372 GFLOPS. Both times are multiplied with their machine's raw rate.
/// </summary>
internal static class HarnessRate
{
    private const int Documents = 500;
    private const int Rounds = 3;
    private const double HarnessSeconds = 65, HarnessGigaFlops = 372, HarnessRequests = 2000;

    public static string Run(BenchmarkSettings settings)
    {
        using var checkpoint = Checkpoint.Open(settings.Model);
        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });
        var task = PreparedTask.Create(
            TaskCatalog.Load("arc_easy"), settings.Data, LlamaTokenizer.Open(settings.Model), checkpoint.Config.MaximumPositions, new EvaluationOptions { Limit = Documents });
        var requests = task.Encoded.Sum(document => document.Requests.Count);
        var scorer = new LogLikelihoodScorer(network, SubNetwork.Full(network.Config));
        var raw = new RawProduct();
        raw.GigaFlops();
        _ = scorer.Score(task.Encoded).Count();
        var (seconds, rates, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            rates.Add(raw.GigaFlops());
            var started = Stopwatch.GetTimestamp();
            _ = scorer.Score(task.Encoded).Count();
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            rates.Add(raw.GigaFlops());
            ratios.Add(HarnessSeconds * HarnessGigaFlops / HarnessRequests / (seconds[^1] * (rates[^1] + rates[^2]) / 2 / requests));
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            # 500 ARC-Easy documents against the harness

            | engine | requests | seconds | raw GFLOPS | GFLOP a request |
            |---|---|---|---|---|
            | lm-evaluation-harness 0.4.13, transformers, BF16 (measured elsewhere) | {HarnessRequests:F0} | {HarnessSeconds:F1} | {HarnessGigaFlops:F0} | {HarnessSeconds * HarnessGigaFlops / HarnessRequests:F2} |
            | LLaMA-NAS, BF16 | {requests} | {Quantiles.Median([.. seconds]):F1} | {Quantiles.Median([.. rates]):F0} | {Quantiles.Median([.. seconds]) * Quantiles.Median([.. rates]) / requests:F2} |

            {Quantiles.Median([.. ratios]):F1} times faster per GFLOPS (median of {Rounds} rounds; {string.Join(", ", ratios.Select(ratio => ratio.ToString("F1", CultureInfo.InvariantCulture)))}).
            """);
    }
}

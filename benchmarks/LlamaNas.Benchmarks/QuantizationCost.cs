using System.Diagnostics;
using System.Globalization;
using System.Text;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Pipelines;
using LlamaNas.Quantization;
using LlamaNas.Runs;
using LlamaNas.Spaces;
using LlamaNas.Statistics;
using LlamaNas.Tokens;

namespace LlamaNas.Benchmarks;

/// <summary>What do quantized forms cost in accuracy and perplexity, on the same documents, against BF16? With --run, of the network that its search chose.</summary>
internal static class QuantizationCost
{
    private const int Documents = 400;
    private const int CalibrationTexts = 128;
    private static readonly string[] Tasks = ["arc_easy", "arc_challenge", "winogrande", "truthfulqa_mc1", "piqa"];
    private static readonly EvaluationOptions Perplexity = new() { ChunkLength = 512, Limit = 60 };

    /// <summary>The forms that are compared, by their names in tables.</summary>
    public static (string Name, QuantizationOptions Options)[] Forms { get; } =
    [
        ("INT8 (W8A8)", new()),
        ("INT8 (W8A8), smoothed", new() { Method = QuantizationMethod.Smooth }),
        ("INT8, weights alone", new() { Format = LayerFormat.Int8Groups }),
        ("INT4, nearest, groups of 32", new() { Format = LayerFormat.Int4Groups }),
        ("INT4, GPTQ, groups of 32", new() { Format = LayerFormat.Int4Groups, Method = QuantizationMethod.Gptq }),
        ("INT4, GPTQ, groups of 128", new() { Format = LayerFormat.Int4Groups, Method = QuantizationMethod.Gptq, GroupSize = 128 }),
    ];

    public static string Run(BenchmarkSettings settings)
    {
        using var session = ModelSession.Open(settings.Model, Precision.BFloat16);
        var subNetwork = Chosen(settings, session.Config);
        var options = new EvaluationOptions { Limit = settings.Limit ?? Documents, Split = settings.Run is null ? DocumentSplit.All : DocumentSplit.Test };
        IPreparedTask[] tasks = [.. Tasks.Select(task => session.PrepareAny(task, settings.Data, options)), session.PrepareAny("wikitext_tokens", settings.Data, Perplexity)];
        var calibration = CalibrationText.Read(Path.Combine(settings.Data, "alpaca_13k.jsonl"), session.Tokenizer, CalibrationTexts);
        var text = new StringBuilder($"# What quantization costs\n\nAccuracies in %, {options.Limit} documents of each task ({options.Split.ToString().ToLowerInvariant()}); in brackets paired differences to BF16 on the same documents, points [95 %]. "
            + $"Perplexity: {Perplexity.Limit} chunks of {Perplexity.ChunkLength} tokens of WikiText-2. GPTQ and smoothing saw {CalibrationTexts} pieces of 256 tokens of Alpaca examples. Network: `{subNetwork}`.\n\n"
            + $"| form | bytes | {string.Join(" | ", Tasks)} | perplexity | quantized in |\n|---|---|{string.Concat(Tasks.Select(_ => "---|"))}---|---|\n");
        var baseline = Score(tasks, session.Network, subNetwork, session.Tokenizer);
        text.AppendLine(Row("BF16", WeightBytes.Of(session.Config, subNetwork, Precision.BFloat16), baseline, null, TimeSpan.Zero));
        foreach (var (name, form) in Forms)
        {
            Console.Error.WriteLine($"{name} ...");
            var started = Stopwatch.GetTimestamp();
            using var quantized = NetworkQuantizer.Quantize(session.Network, subNetwork, form, calibration);
            var duration = Stopwatch.GetElapsedTime(started);
            var whole = SubNetwork.Full(quantized.Config);
            text.AppendLine(Row(
                name, WeightBytes.Of(quantized.Config, whole, QuantizedFolder.Describe(quantized, form)), Score(tasks, quantized, whole, session.Tokenizer), baseline, duration));
            Console.Error.WriteLine(text);
        }

        return text.ToString();
    }

    /// <summary>The network that a run's search chose; without a run the whole.</summary>
    public static SubNetwork Chosen(BenchmarkSettings settings, LlamaConfig config)
    {
        if (settings.Run is null)
            return SubNetwork.Full(config);

        using var store = RunStore.OpenExisting(settings.Run);
        return new StoredRun(store).Chosen();
    }

    private static TaskResult[] Score(IPreparedTask[] tasks, SuperNetwork network, SubNetwork subNetwork, LlamaTokenizer tokenizer) =>
        [.. tasks.Select(task => task.Evaluate(new LogLikelihoodScorer(network, subNetwork), new GreedyGenerator(network, subNetwork, tokenizer)))];

    private static string Row(string name, long bytes, TaskResult[] results, TaskResult[]? baseline, TimeSpan duration)
    {
        var scores = results[..^1].Select((result, index) => Score(result, baseline?[index]));
        var seconds = baseline is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:F0} s");
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {bytes / 1e6:F1} MB | {string.Join(" | ", scores)} | {results[^1].Metrics[0].Value:F2} | {seconds} |");
    }

    private static string Score(TaskResult result, TaskResult? baseline)
    {
        var accuracy = string.Create(CultureInfo.InvariantCulture, $"{100 * result.Accuracy.Value:F1}");
        if (baseline is null)
            return accuracy;

        var difference = Bootstrap.PairedDifference(result.AccuracyScores, baseline.AccuracyScores);
        return string.Create(CultureInfo.InvariantCulture, $"{accuracy} ({100 * (result.Accuracy.Value - baseline.Accuracy.Value):+0.0;-0.0;0.0} [{100 * difference.Lower:F1}, {100 * difference.Upper:F1}])");
    }
}

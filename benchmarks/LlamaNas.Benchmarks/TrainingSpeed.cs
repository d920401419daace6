using System.Diagnostics;
using System.Globalization;
using System.Text;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Statistics;
using LlamaNas.Tokens;
using LlamaNas.Training;

namespace LlamaNas.Benchmarks;

/// <summary>
/// How many tokens a second does each training strategy learn from, and how much memory does it take? Each runs in a process of its own, for its peak;
/// what was measured on this machine is kept in ~/.cache/llama-nas/training-speed, so that a stopped benchmark goes on (remove the folder to measure anew).
/// </summary>
internal static class TrainingSpeed
{
    /// <summary>The part of <see cref="Run"/> that measures one strategy (--variant NAME).</summary>
    public const string One = "training-one";
    private const int TokensPerBatch = 1024, MeasuredBatches = 6;

    private static readonly TrainingVariant[] Variants =
    [
        new("full network only", 1, options => options with { Strategy = SubNetworkStrategy.FullOnly }),
        .. TrainingVariants.All,
        new("full network only, recomputed", 1, options => options with { Strategy = SubNetworkStrategy.FullOnly, Activations = ActivationMemory.Recompute }),
        new("alternate, recomputed", 1, options => options with { Strategy = SubNetworkStrategy.Alternate, Activations = ActivationMemory.Recompute }),
        new("alternate, adapters of rank 16, recomputed", 1, options => options with
        {
            Strategy = SubNetworkStrategy.Alternate, LoraRank = 16, LoraAlpha = 32, Activations = ActivationMemory.Recompute,
        }),
    ];

    public static string Run(BenchmarkSettings settings)
    {
        var text = new StringBuilder($"# Training strategies: speed and memory\n\nSmolLM2-135M, batches of {TokensPerBatch} tokens with padding, responses of Alpaca examples, space samples/smollm2-space.yaml. "
            + $"Tokens without padding, one that several networks learn from counts for each; median step after the first, at least {MeasuredBatches} batches.\n\n| strategy | tokens/s | peak memory, MiB |\n|---|---|---|\n");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var measured = Directory.CreateDirectory(Path.Combine(home, ".cache/llama-nas/training-speed")).FullName;
        foreach (var variant in Variants)
        {
            var folder = Directory.CreateDirectory(Path.Combine(measured, variant.Name.Replace(", ", "-", StringComparison.Ordinal))).FullName;
            var row = Path.Combine(folder, $"{One}.md");
            if (File.Exists(row))
            {
                text.Append(File.ReadLines(row).First()).Append('\n');
                continue;
            }

            using var process = Process.Start(
                Environment.ProcessPath!, [One, "--variant", variant.Name, "--model", settings.Model, "--data", settings.Data, "--results", folder])!;
            process.WaitForExit();
            text.Append(File.ReadLines(row).First()).Append('\n');
        }

        return text.ToString();
    }

    public static string Measure(BenchmarkSettings settings)
    {
        var variant = Variants.Single(variant => variant.Name == settings.Variant);
        var options = variant.Apply(new FineTuningOptions { Sampling = SubNetworkSampling.Uniform, TokensPerBatch = TokensPerBatch, Accumulation = 1, Steps = 1000, CheckpointEverySteps = 1000 });
        using var checkpoint = Checkpoint.Open(settings.Model);
        var space = SearchSpace.Load("samples/smollm2-space.yaml", checkpoint.Config);
        var data = TrainingData.FromInstructions(InstructionFile.Read(Path.Combine(settings.Data, "alpaca_13k.jsonl")), LlamaTokenizer.Open(settings.Model), options);
        using var network = SuperNetwork.Load(
            checkpoint, new NetworkOptions { Weights = options.LoraRank > 0 ? ElementType.BFloat16 : ElementType.Float32, Compute = ElementType.BFloat16 });
        var batches = new BatchPlan(data.Training, options.TokensPerBatch, options.Seed);
        var rates = new List<double>();
        var started = Stopwatch.GetTimestamp();
        foreach (var step in new FineTuner(network, space, data, options, Path.Combine(settings.Results, "run"), "").Run().OfType<StepFinished>())
        {
            if (step.Step > 1)
                rates.Add(step.Networks.Count * batches.At(step.Step - 1).Sum(sequence => sequence.Tokens.Length) / Stopwatch.GetElapsedTime(started).TotalSeconds);
            if (rates.Count * variant.NetworksAStep >= MeasuredBatches)
                break;
            started = Stopwatch.GetTimestamp();
        }

        return string.Create(CultureInfo.InvariantCulture, $"| {variant.Name} | {Quantiles.Median([.. rates]):F0} | {PeakKibibytes() / 1024:N0} |\n");
    }

    private static long PeakKibibytes() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}

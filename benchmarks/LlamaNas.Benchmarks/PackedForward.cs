using System.Diagnostics;
using System.Globalization;
using System.Text;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Statistics;
using LlamaNas.Tensors;
using LlamaNas.Tokens;
using static TorchSharp.torch;

namespace LlamaNas.Benchmarks;

/// <summary>How near does a packed BF16 forward pass come to the raw BF16 matrix product of the same run? Only the linear layers' operations count.</summary>
internal static class PackedForward
{
    private const int Rounds = 7;
    private const int Tokens = 512; // the scorer's default

    public static string Run(BenchmarkSettings settings)
    {
        using var gradients = no_grad();
        using var checkpoint = Checkpoint.Open(settings.Model);
        using var model = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });
        using var layer = SuperNetwork.Random(OneLayer7B, seed: 1, new NetworkOptions { Weights = ElementType.BFloat16 });
        var trees = Trees(settings, checkpoint);
        var raw = new RawProduct();
        var text = new StringBuilder("# Packed BF16 forward against the raw BF16 matrix product\n\nMedian [quartiles] of rounds that take turns; operations of the linear layers of the decoder only.\n\n| network | tokens | tokens/s | GFLOPS | raw GFLOPS (512x4096x11008) | share |\n|---|---|---|---|---|---|\n");
        text.Append(Row("SmolLM2-135M", model, trees, raw)).Append(Row("one LLaMA-2-7B layer", layer, trees, raw));
        return text.ToString();
    }

    private static LlamaConfig OneLayer7B { get; } = new()
    {
        HiddenSize = 4096,
        FeedForwardWidths = [11008],
        HeadCount = 32,
        KeyValueHeadCount = 32,
        HeadSize = 128,
        VocabularySize = 49152, // that of the tokens; the projection is not measured
        MaximumPositions = 4096,
        RmsNormEpsilon = 1e-5,
        RopeTheta = 10000,
        TiedEmbeddings = true,
        BeginOfSequenceId = 1,
        EndOfSequenceIds = [2],
    };

    // ARC documents as the scorer packs them, about Tokens of them.
    private static TokenTree[] Trees(BenchmarkSettings settings, Checkpoint checkpoint)
    {
        var task = PreparedTask.Create(
            TaskCatalog.Load("arc_easy"), settings.Data, LlamaTokenizer.Open(settings.Model), checkpoint.Config.MaximumPositions, new EvaluationOptions { Limit = 200 });
        var batches = ScoringPlan.Create(task.Encoded, Tokens).Groups.SelectMany(group => group.Batches).ToArray();
        return [.. batches[batches.Length / 2].Documents.Select(document => document.Tree)];
    }

    private static string Row(string name, SuperNetwork network, TokenTree[] trees, RawProduct raw)
    {
        var tokens = trees.Sum(tree => tree.Tokens.Length);
        double operations = 2.0 * CoreWorkers.Count * tokens * network.Parameters.Where(entry => entry.Value.dim() == 2 && entry.Key.Contains(".layers.", StringComparison.Ordinal)).Sum(entry => entry.Value.numel());
        var (own, baseline, shares) = (new List<double>(), new List<double>(), new List<double>());
        _ = Forward();
        raw.GigaFlops();
        for (var round = 0; round < Rounds; round++)
        {
            baseline.Add(raw.GigaFlops());
            var started = Stopwatch.GetTimestamp();
            _ = Forward();
            own.Add(operations / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e9);
            shares.Add(100 * own[^1] / baseline[^1]);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {tokens} | {Quantiles.Median([.. own]) * 1e9 / operations * CoreWorkers.Count * tokens:F0} | {Quantiles.Median([.. own]):F0} | {Quantiles.Median([.. baseline]):F0} | {Spread(shares)} |\n");

        // As the scorer does: one batch a core.
        int Forward() => CoreWorkers.Map(Enumerable.Repeat(trees, CoreWorkers.Count).ToArray(), batch =>
        {
            using var scope = NewDisposeScope();
            using var gradients = no_grad();
            var pattern = new PackedTrees(batch, prefix: null, network.Options);
            network.Forward(PackedTrees.TokenIds(batch, pattern), pattern, SubNetwork.Full(network.Config));
            return batch.Length;
        }).Sum();
    }

    private static string Spread(List<double> values) => string.Create(
        CultureInfo.InvariantCulture, $"{Quantiles.Median([.. values]):F0} % [{Quantiles.Of([.. values], 0.25):F0}, {Quantiles.Of([.. values], 0.75):F0}]");
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using LlamaNas.Tokens;
using static TorchSharp.torch;

namespace LlamaNas.Benchmarks;

/// <summary>
/// A random checkpoint in LLaMA-2-7B's shape, BF16: how long does it load, how much memory do it and its scoring take, how near do they come to the raw
/// matrix rate, and does a sub-network cost proportionally less? --model names the folder; `make-large-model` writes it (13.5 GB).
/// </summary>
internal static class LargeModel
{
    private const int Documents = 20;

    private static readonly string Config = JsonSerializer.Serialize(new
    {
        architectures = (string[])["LlamaForCausalLM"],
        model_type = "llama",
        hidden_size = 4096,
        intermediate_size = 11008,
        num_hidden_layers = 32,
        num_attention_heads = 32,
        num_key_value_heads = 32,
        hidden_act = "silu",
        max_position_embeddings = 4096,
        rms_norm_eps = 1e-5,
        rope_theta = 10000.0,
        tie_word_embeddings = false,
        vocab_size = 32000,
        bos_token_id = 1,
        eos_token_id = 2,
        torch_dtype = "bfloat16",
    });

    /// <summary>Writes the checkpoint, one file a layer; the tokenizer is LLaMA 2's, from the tokenizers folder beside the data.</summary>
    public static string Make(BenchmarkSettings settings)
    {
        Directory.CreateDirectory(settings.Model);
        File.WriteAllText(Path.Combine(settings.Model, LlamaConfigFile.Name), Config);
        File.Copy(Path.Combine(settings.Data, "..", "tokenizers", "llama2_tokenizer.model"), Path.Combine(settings.Model, "tokenizer.model"), overwrite: true);
        using var generator = new Generator(1, CPU);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var layout = ParameterLayout.Of(LlamaConfigFile.Read(Path.Combine(settings.Model, LlamaConfigFile.Name)));
        foreach (var part in layout.GroupBy(entry => string.Join('.', entry.Name.Split('.').Take(3))))
        {
            var file = $"model-{part.Key}.safetensors";
            SafetensorsWriter.Write(Path.Combine(settings.Model, file), part.Select(entry => new TensorToWrite(entry.Name, ElementType.BFloat16, entry.Shape, () =>
            {
                using var scope = NewDisposeScope();
                return TensorLoader.Bytes(entry.Shape.Count == 1 ? ones(entry.Shape.Span, bfloat16) : randn(entry.Shape.Span, generator: generator).Scale(0.02).to(bfloat16));
            })));
            foreach (var entry in part)
                files[entry.Name] = file;
            Console.Error.WriteLine($"{file} written");
        }

        File.WriteAllText(Path.Combine(settings.Model, "model.safetensors.index.json"), JsonSerializer.Serialize(new { metadata = new { }, weight_map = files }));
        return $"# {settings.Model} written";
    }

    /// <summary>Loads and scores it.</summary>
    public static string Run(BenchmarkSettings settings)
    {
        var started = Stopwatch.GetTimestamp();
        using var checkpoint = Checkpoint.Open(settings.Model);
        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });
        var load = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var full = SubNetwork.Full(network.Config);
        var smaller = new SubNetwork
        {
            Layers = [.. Enumerable.Range(0, 24)],
            FeedForwardWidths = [.. Enumerable.Range(0, 24).Select(layer => layer % 2 == 0 ? 5504 : 11008)],
        };
        var task = PreparedTask.Create(
            TaskCatalog.Load("arc_easy"), settings.Data, LlamaTokenizer.Open(settings.Model), checkpoint.Config.MaximumPositions, new EvaluationOptions { Limit = Documents });
        var (fullSeconds, tokens) = Score(network, full, task);
        var (smallerSeconds, _) = Score(network, smaller, task);
        double checkpointBytes = checkpoint.Tensors.Values.Sum(tensor => tensor.Length);
        var peakBytes = 1024.0 * long.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var raw = new RawProduct();
        raw.GigaFlops();
        var rate = raw.GigaFlops();
        double Operations(SubNetwork network) => 2.0 * tokens * (ParameterCount.Of(checkpoint.Config, network) - (2 * 32000L * 4096));
        return string.Create(CultureInfo.InvariantCulture, $"""
            # A random checkpoint in LLaMA-2-7B's shape, BF16

            {checkpointBytes / 1e9:F2} GB of weights; {Documents} ARC-Easy documents, {tokens} tokens computed; operations of the decoder's linear layers. Raw BF16 product (512x4096x11008): {rate:F0} GFLOPS.

            | | |
            |---|---|
            | loading | {load:F1} s ({checkpointBytes / 1e9 / load:F2} GB/s) |
            | peak resident memory | {peakBytes / 1e9:F2} GB, {peakBytes / checkpointBytes:F3} x the checkpoint |

            | network | parameters | seconds | tokens/s | GFLOPS | of the raw rate |
            |---|---|---|---|---|---|
            | full | {ParameterCount.Of(checkpoint.Config) / 1e9:F2} G | {fullSeconds:F1} | {tokens / fullSeconds:F1} | {Operations(full) / fullSeconds / 1e9:F0} | {100 * Operations(full) / fullSeconds / 1e9 / rate:F0} % |
            | 24 layers, every second one at half width | {ParameterCount.Of(checkpoint.Config, smaller) / 1e9:F2} G | {smallerSeconds:F1} | {tokens / smallerSeconds:F1} | {Operations(smaller) / smallerSeconds / 1e9:F0} | {100 * Operations(smaller) / smallerSeconds / 1e9 / rate:F0} % |

            The sub-network takes {100 * smallerSeconds / fullSeconds:F0} % of the time for {100 * Operations(smaller) / Operations(full):F0} % of the operations.
            """);
    }

    private static (double Seconds, long Tokens) Score(SuperNetwork network, SubNetwork subNetwork, PreparedTask task)
    {
        var started = Stopwatch.GetTimestamp();
        var tokens = new LogLikelihoodScorer(network, subNetwork).Score(task.Encoded).Sum(document => (long)document.ComputedTokens);
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, tokens);
    }
}

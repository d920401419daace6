using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Export;

/// <summary>A sub-network's tensors under llama.cpp's names and in its layout.</summary>
internal static class GgufTensors
{
    private static readonly Dictionary<string, string> Parts = new(StringComparer.Ordinal)
    {
        [TensorNames.InputNorm] = "attn_norm",
        [TensorNames.Query] = "attn_q",
        [TensorNames.Key] = "attn_k",
        [TensorNames.Value] = "attn_v",
        [TensorNames.Output] = "attn_output",
        [TensorNames.PostAttentionNorm] = "ffn_norm",
        [TensorNames.Gate] = "ffn_gate",
        [TensorNames.Up] = "ffn_up",
        [TensorNames.Down] = "ffn_down",
    };

    /// <summary>All tensors, in the order of the forward pass.</summary>
    public static IReadOnlyList<GgufTensor> Of(SuperNetwork network, SubNetwork subNetwork, GgufPrecision precision)
    {
        var config = network.Config with { FeedForwardWidths = subNetwork.FeedForwardWidths };
        var tensors = ParameterLayout.Of(config).Select(entry => Tensor(network, subNetwork, entry.Name, entry.Shape, precision));
        return config.RopeScaling is null ? [.. tensors] : [RotaryFactors(config), .. tensors];
    }

    private static GgufTensor Tensor(SuperNetwork network, SubNetwork subNetwork, string name, EquatableArray<long> shape, GgufPrecision precision)
    {
        var type = Type(shape, precision);
        return new GgufTensor(Name(name), type, shape, stream =>
        {
            using var scope = NewDisposeScope();
            using var gradients = no_grad();
            GgufEncoding.Write(stream, name, Laid(SubNetworkWeights.Part(network, subNetwork, name), name, network.Config), type);
        });
    }

    // Norms stay FP32: llama.cpp multiplies by them in that type.
    private static GgufElementType Type(EquatableArray<long> shape, GgufPrecision precision) => precision switch
    {
        _ when shape.Count == 1 => GgufElementType.Float32,
        GgufPrecision.Float32 => GgufElementType.Float32,
        GgufPrecision.BFloat16 => GgufElementType.BFloat16,
        GgufPrecision.Q8 when shape[1] % BlockRounding.BlockSize == 0 => GgufElementType.Q8,
        _ => GgufElementType.Float16,
    };

    private static string Name(string name) => name switch
    {
        TensorNames.Embedding => "token_embd.weight",
        TensorNames.FinalNorm => "output_norm.weight",
        TensorNames.Head => "output.weight",
        _ when TensorNames.TryParseLayer(name, out var layer, out var part) => $"blk.{layer}.{Parts[part]}.weight",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no tensor of the layout"),
    };

    private static Tensor Laid(Tensor tensor, string name, LlamaConfig config) => TensorNames.TryParseLayer(name, out _, out var part) ? part switch
    {
        TensorNames.Query => Interleaved(tensor, config.HeadCount),
        TensorNames.Key => Interleaved(tensor, config.KeyValueHeadCount),
        _ => tensor,
    } : tensor;

    /// <summary>llama.cpp rotates neighbouring channels, Hugging Face the halves of a head: rows x0 x1 .. y0 y1 .. become x0 y0 x1 y1 ..</summary>
    private static Tensor Interleaved(Tensor rows, int heads) =>
        rows.reshape(heads, 2, -1, rows.shape[1]).transpose(1, 2).reshape(rows.shape);

    // LLaMA 3's scaling: llama.cpp divides each pair's frequency by its factor.
    private static GgufTensor RotaryFactors(LlamaConfig config)
    {
        var factors = RotaryEmbedding.Frequencies(config with { RopeScaling = null }).Zip(RotaryEmbedding.Frequencies(config), (plain, scaled) => plain / scaled).ToArray();
        return new GgufTensor("rope_freqs.weight", GgufElementType.Float32, [factors.Length], stream =>
        {
            using var scope = NewDisposeScope();
            GgufEncoding.Write(stream, "rope_freqs", tensor(factors), GgufElementType.Float32);
        });
    }
}

using LlamaNas.Checkpoints;
using LlamaNas.Checkpoints.Gguf;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Export;

/// <summary>A sub-network's tensors under llama.cpp's names and in its layout.</summary>
internal static class GgufTensors
{
    /// <summary>All tensors, in the order of the forward pass.</summary>
    public static IReadOnlyList<GgufTensor> Of(SuperNetwork network, SubNetwork subNetwork, GgufPrecision precision)
    {
        var config = StoredSizes.Gguf(network.Config, subNetwork);
        var weights = new SubNetworkWeights(network, subNetwork);
        var tensors = ParameterLayout.Of(config).Select(entry => Tensor(weights, entry.Name, entry.Shape, config.HeadSize, precision));
        return config.RopeScaling is null ? [.. tensors] : [RotaryFactors(config), .. tensors];
    }

    private static GgufTensor Tensor(SubNetworkWeights weights, string name, EquatableArray<long> shape, int headSize, GgufPrecision precision)
    {
        var type = Type(name, shape, precision);
        return new GgufTensor(GgufNames.Of(name), type, shape, stream =>
        {
            using var scope = NewDisposeScope();
            using var gradients = no_grad();
            GgufEncoding.Write(stream, name, Laid(weights.Part(name, shape), name, headSize), type);
        });
    }

    // Norms stay FP32: llama.cpp multiplies by them in that type. Of the types of blocks, the first whose blocks fill a row.
    private static GgufElementType Type(string name, EquatableArray<long> shape, GgufPrecision precision) => shape.Count == 1
        ? GgufElementType.Float32
        : Choices(name, precision).First(type => shape[1] % type.BlockSize() == 0);

    private static GgufElementType[] Choices(string name, GgufPrecision precision) => precision switch
    {
        GgufPrecision.Float32 => [GgufElementType.Float32],
        GgufPrecision.BFloat16 => [GgufElementType.BFloat16],
        GgufPrecision.Q8 => [GgufElementType.Q8, GgufElementType.Float16],
        GgufPrecision.Q4 or GgufPrecision.Q4K when name is TensorNames.Embedding or TensorNames.Head => [GgufElementType.Q6K, GgufElementType.Q8, GgufElementType.Float16],
        GgufPrecision.Q4 => [GgufElementType.Q4, GgufElementType.Float16],
        GgufPrecision.Q4K => [GgufElementType.Q4K, GgufElementType.Q4WithMinimum, GgufElementType.Float16],
        _ => [GgufElementType.Float16],
    };

    private static Tensor Laid(Tensor tensor, string name, int headSize) =>
        TensorNames.TryParseLayer(name, out _, out var part) && part is TensorNames.Query or TensorNames.Key ? Interleaved(tensor, headSize) : tensor;

    /// <summary>llama.cpp rotates neighbouring channels, Hugging Face the halves of a head: rows x0 x1 .. y0 y1 .. become x0 y0 x1 y1 ..</summary>
    private static Tensor Interleaved(Tensor rows, int headSize) =>
        rows.reshape(-1, 2, headSize / 2, rows.shape[1]).transpose(1, 2).reshape(rows.shape);

    // LLaMA 3's scaling: llama.cpp divides each pair's frequency by its factor.
    private static GgufTensor RotaryFactors(LlamaConfig config)
    {
        var factors = RotaryEmbedding.Frequencies(config with { RopeScaling = null }).Zip(RotaryEmbedding.Frequencies(config), (plain, scaled) => plain / scaled).ToArray();
        return new GgufTensor(GgufNames.RotaryFactors, GgufElementType.Float32, [factors.Length], stream =>
        {
            using var scope = NewDisposeScope();
            GgufEncoding.Write(stream, "rope_freqs", tensor(factors), GgufElementType.Float32);
        });
    }
}

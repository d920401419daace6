using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>Bytes of a sub-network's stored weights.</summary>
public static class WeightBytes
{
    /// <summary>Inputs that share a scale in a row of 4-bit weights.</summary>
    internal const int GroupSize = 32;

    /// <summary>
    /// Weight bytes in a precision. Layers with fewer bits, and all layers of INT8 and INT4, keep their linear maps as <see cref="QuantizedLayout"/> says: 8 bits
    /// are a byte a weight and a float32 scale per output channel; 4 bits are half a byte and a float16 scale per group of 32 inputs. Embedding, output
    /// projection and norms of INT8 and INT4 stay in bfloat16.
    /// </summary>
    public static long Of(LlamaConfig config, SubNetwork subNetwork, Precision precision)
    {
        ArgumentNullException.ThrowIfNull(subNetwork);
        return Of(
            subNetwork.SizesIn(config),
            new StoredQuantization { Layers = [.. subNetwork.Layers.Select((_, ordinal) => Format(subNetwork.BitsOf(ordinal), precision))], GroupSize = GroupSize },
            precision == Precision.Float32 ? ElementType.Float32 : ElementType.BFloat16);
    }

    /// <summary>Weight bytes of a sub-network of a quantized network.</summary>
    /// <param name="config">The quantized network's sizes.</param>
    /// <param name="subNetwork">What of it is used.</param>
    /// <param name="quantization">Its formats.</param>
    public static long Of(LlamaConfig config, SubNetwork subNetwork, StoredQuantization quantization) => Of(
        subNetwork.SizesIn(config), quantization with { Layers = [.. subNetwork.Layers.Select(layer => quantization.Layers[layer])] }, ElementType.BFloat16);

    private static LayerFormat Format(int bits, Precision precision) => (bits, precision) switch
    {
        (4, _) or (SubNetwork.FullBits, Precision.Int4) => LayerFormat.Int4Groups,
        (8, _) or (_, Precision.Int8) => LayerFormat.Int8,
        _ => LayerFormat.Dense,
    };

    private static long Of(LlamaConfig config, StoredQuantization quantization, ElementType plain) => QuantizedLayout.Of(config, quantization)
        .Sum(tensor => tensor.Shape.Aggregate((long)(tensor.Type ?? plain).Bytes(), (product, size) => product * size));
}

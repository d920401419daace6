using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>Bytes of a sub-network's stored weights.</summary>
public static class WeightBytes
{
    /// <summary>Inputs that share a scale in a row of 4-bit weights.</summary>
    internal const int GroupSize = 32;

    /// <summary>
    /// Weight bytes in a precision. Layers with fewer bits, and all layers of INT8, keep their linear maps so: 8 bits are a byte a weight and a
    /// float32 scale per output channel; 4 bits are half a byte and a float16 scale per group of 32 inputs. Embedding, output projection and norms
    /// of INT8 stay in bfloat16.
    /// </summary>
    public static long Of(LlamaConfig config, SubNetwork subNetwork, Precision precision)
    {
        ArgumentNullException.ThrowIfNull(subNetwork);
        return ParameterLayout.Of(subNetwork.SizesIn(config)).Sum(tensor => tensor.Shape.Count == 2 && TensorNames.TryParseLayer(tensor.Name, out var ordinal, out _)
            ? Linear(tensor.Shape[0], tensor.Shape[1], subNetwork.BitsOf(ordinal), precision)
            : Plain(precision) * tensor.Shape.Aggregate(1L, (product, size) => product * size));
    }

    private static long Plain(Precision precision) => precision == Precision.Float32 ? 4 : 2;

    private static long Linear(long outputs, long inputs, int bits, Precision precision) => (bits, precision) switch
    {
        (4, _) => outputs * (((inputs + 1) / 2) + (2 * ((inputs + GroupSize - 1) / GroupSize))),
        (8, _) or (_, Precision.Int8) => outputs * (inputs + 4),
        _ => outputs * inputs * Plain(precision),
    };
}

using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>Bytes of a sub-network's stored weights.</summary>
public static class WeightBytes
{
    /// <summary>Weight bytes in a precision. INT8 keeps a float32 scale per output channel; embedding, output projection and norms stay in bfloat16.</summary>
    public static long Of(LlamaConfig config, SubNetwork subNetwork, Precision precision)
    {
        var parameters = ParameterCount.Of(config, subNetwork);
        return precision switch
        {
            Precision.Float32 => 4 * parameters,
            Precision.BFloat16 => 2 * parameters,
            _ => ParameterLayout.Of(config with { FeedForwardWidths = subNetwork.FeedForwardWidths }).Sum(tensor => Int8Bytes(tensor.Name, tensor.Shape)),
        };
    }

    private static long Int8Bytes(string name, EquatableArray<long> shape)
    {
        var numbers = shape.Aggregate(1L, (product, size) => product * size);
        return shape.Count == 1 || name is TensorNames.Embedding or TensorNames.Head ? 2 * numbers : numbers + (4 * shape[0]);
    }
}

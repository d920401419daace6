using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>A layer's tensors by the names of <see cref="QuantizedLayout"/>.</summary>
internal static class LayerTensors
{
    /// <summary>A layer's tensors by name.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Of(DecoderLayer layer, int ordinal)
    {
        (string, ILinear)[] maps =
        [
            .. layer.HasAttention ? [(TensorNames.Query, layer.Query), (TensorNames.Key, layer.Key), (TensorNames.Value, layer.Value), (TensorNames.Output, layer.Output)] : Array.Empty<(string, ILinear)>(),
            .. layer.HasFeedForward ? [(TensorNames.Gate, layer.Gate), (TensorNames.Up, layer.Up), (TensorNames.Down, layer.Down)] : Array.Empty<(string, ILinear)>(),
        ];
        if (layer.HasAttention)
            yield return KeyValuePair.Create(TensorNames.Layer(ordinal, TensorNames.InputNorm), layer.InputNorm);
        if (layer.HasFeedForward)
            yield return KeyValuePair.Create(TensorNames.Layer(ordinal, TensorNames.PostAttentionNorm), layer.PostAttentionNorm);
        foreach (var (part, map) in maps)
            foreach (var tensor in Of(map, TensorNames.Layer(ordinal, part)))
                yield return tensor;
    }

    /// <summary>A map's tensors by name.</summary>
    /// <param name="map">Dense or quantized.</param>
    /// <param name="name">Name of its dense weights.</param>
    public static IEnumerable<KeyValuePair<string, Tensor>> Of(ILinear map, string name) => map switch
    {
        DenseLinear dense => [KeyValuePair.Create(name, dense.Weight)],
        Int8Linear rows => [KeyValuePair.Create(QuantizedLayout.Levels(name), rows.Weight), KeyValuePair.Create(QuantizedLayout.Scales(name), rows.Scales)],
        GroupLinear groups => [KeyValuePair.Create(QuantizedLayout.Levels(name), groups.Weight), KeyValuePair.Create(QuantizedLayout.Scales(name), groups.Scales)],
        _ => throw new ArgumentException($"a map of type {map.GetType().Name} is not stored", nameof(map)),
    };
}

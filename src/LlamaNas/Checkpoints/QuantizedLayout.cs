namespace LlamaNas.Checkpoints;

/// <summary>
/// Tensors of a quantized network. A quantized map has its levels under <c>qweight</c> and its scales under <c>scales</c> in place of <c>weight</c>:
/// nobody takes levels for weights.
/// </summary>
public static class QuantizedLayout
{
    /// <summary>Inputs of a packed block of INT4, 16 bytes: byte i holds input i in its low half and input i + 16 in its high half, each plus 8.</summary>
    public const int Block = 32;

    private const string Weight = "weight";

    /// <summary>Bytes of a row of INT4.</summary>
    public static int PackedBytes(int inputs) => (inputs + Block - 1) / Block * (Block / 2);

    /// <summary>Name of a map's levels.</summary>
    /// <param name="weight">Name of its dense weights.</param>
    public static string Levels(string weight) => weight[..^Weight.Length] + "qweight";

    /// <summary>Name of a map's scales.</summary>
    /// <param name="weight">Name of its dense weights.</param>
    public static string Scales(string weight) => weight[..^Weight.Length] + "scales";

    /// <summary>Name, shape and type of every tensor; the type is null where any floating-point type serves.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="quantization">Formats; null for a dense network.</param>
    public static IEnumerable<(string Name, EquatableArray<long> Shape, ElementType? Type)> Of(LlamaConfig config, StoredQuantization? quantization) =>
        ParameterLayout.Of(config).SelectMany(entry => quantization is not null && entry.Shape.Count == 2 && TensorNames.TryParseLayer(entry.Name, out var layer, out _)
            ? Map(entry.Name, entry.Shape[0], entry.Shape[1], quantization.Layers[layer], quantization.GroupSize)
            : [(entry.Name, entry.Shape, null)]);

    private static (string Name, EquatableArray<long> Shape, ElementType? Type)[] Map(string name, long outputs, long inputs, LayerFormat format, int groupSize)
    {
        var groups = (inputs + groupSize - 1) / groupSize;
        return format switch
        {
            LayerFormat.Int8 => [(Levels(name), [outputs, inputs], ElementType.Int8), (Scales(name), [outputs], ElementType.Float32)],
            LayerFormat.Int8Groups => [(Levels(name), [outputs, inputs], ElementType.Int8), (Scales(name), [outputs, groups], ElementType.Float16)],
            LayerFormat.Int4Groups => [(Levels(name), [outputs, PackedBytes((int)inputs)], ElementType.UInt8), (Scales(name), [outputs, groups], ElementType.Float16)],
            _ => [(name, [outputs, inputs], null)],
        };
    }
}

using System.Collections.Concurrent;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>
/// Rounded linear maps of a super-network, made when a sub-network first needs them: 8 bits as W8A8, 4 bits weight-only. Maps that are cut by outputs are
/// rounded whole, since each row has scales of its own; those that are cut by inputs once per number of inputs, so that every cut has the scales
/// that it would have alone.
/// </summary>
internal sealed class RoundedLayers : ILayerRounding
{
    private static readonly QuantizationOptions Options = new();
    private readonly ConcurrentDictionary<(int Layer, string Part, int Bits, long Inputs), Lazy<ILinear>> _maps = new();

    /// <inheritdoc/>
    public DecoderLayer Round(DecoderLayer layer, LayerShape shape, LlamaConfig config)
    {
        var cut = layer.Cut(shape, config);
        if (cut.HasAttention)
        {
            cut = cut with
            {
                Query = Map(TensorNames.Query, layer.Query, shape),
                Key = Map(TensorNames.Key, layer.Key, shape),
                Value = Map(TensorNames.Value, layer.Value, shape),
                Output = Map(TensorNames.Output, cut.Output, shape),
            };
        }

        if (cut.HasFeedForward)
        {
            cut = cut with
            {
                Gate = Map(TensorNames.Gate, layer.Gate, shape),
                Up = Map(TensorNames.Up, layer.Up, shape),
                Down = Map(TensorNames.Down, cut.Down, shape),
            };
        }

        return cut.Cut(shape, config);
    }

    /// <summary>Frees the rounded weights.</summary>
    public void Dispose()
    {
        foreach (var (key, map) in _maps.Where(entry => entry.Value.IsValueCreated))
            foreach (var (_, tensor) in LayerTensors.Of(map.Value, key.Part))
                tensor.Dispose();
        _maps.Clear();
    }

    private ILinear Map(string part, ILinear linear, LayerShape shape)
    {
        var weight = linear is DenseLinear dense
            ? dense.Weight
            : throw new LlamaNasException("The network is quantized already. Use the network that it was made of, or leave 'bits' out.");
        return _maps.GetOrAdd((shape.Layer, part, shape.Bits, weight.shape[1]), _ => new Lazy<ILinear>(() => Rounded(weight, shape.Bits))).Value;
    }

    private static ILinear Rounded(Tensor weight, int bits) => LinearQuantizer.Quantize(weight, Options.FormatOf(bits), Options, statistics: null);
}

using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>One decoder layer's maps to a format.</summary>
internal static class LayerQuantizer
{
    /// <summary>A quantized copy.</summary>
    /// <param name="layer">Dense maps, cut to what is kept; stays the caller's.</param>
    /// <param name="format">Format of all its maps.</param>
    /// <param name="options">Method and group size.</param>
    /// <param name="statistics">What calibration saw; null where the method needs none.</param>
    /// <returns>A layer that owns its tensors, of which some may share memory with the original.</returns>
    public static DecoderLayer Quantize(DecoderLayer layer, LayerFormat format, QuantizationOptions options, LayerStatistics? statistics)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var smooths = options.Method == QuantizationMethod.Smooth && format == LayerFormat.Int8;
        var quantized = layer;
        if (layer.HasAttention)
        {
            var factors = smooths ? Factors(statistics!.Attention, options, layer.Query, layer.Key, layer.Value) : null;
            quantized = quantized with
            {
                InputNorm = Norm(layer.InputNorm, factors),
                Query = Map(layer.Query, statistics?.Attention, factors),
                Key = Map(layer.Key, statistics?.Attention, factors),
                Value = Map(layer.Value, statistics?.Attention, factors),
                Output = Map(layer.Output, statistics?.Output),
            };
        }

        if (layer.HasFeedForward)
        {
            var factors = smooths ? Factors(statistics!.FeedForward, options, layer.Gate, layer.Up) : null;
            quantized = quantized with
            {
                PostAttentionNorm = Norm(layer.PostAttentionNorm, factors),
                Gate = Map(layer.Gate, statistics?.FeedForward, factors),
                Up = Map(layer.Up, statistics?.FeedForward, factors),
                Down = Map(layer.Down, statistics?.Down),
            };
        }

        return quantized;

        ILinear Map(ILinear linear, InputStatistics? seen, Tensor? factors = null)
        {
            var weight = Weight(linear);
            return format == LayerFormat.Dense
                ? new DenseLinear((weight.is_contiguous() ? weight.alias() : weight.contiguous()).DetachFromDisposeScope())
                : LinearQuantizer.Quantize(factors is null ? weight : weight * factors, format, options, seen);
        }
    }

    private static Tensor Factors(InputStatistics seen, QuantizationOptions options, params ILinear[] readers) =>
        Smoothing.Factors(seen.Largest, readers.Select(Weight), options.SmoothingStrength);

    // A second handle on the same memory, or the norm that takes the smoothing over.
    private static Tensor Norm(Tensor norm, Tensor? factors) => (factors is null ? norm.alias() : (norm / factors).to(norm.dtype)).DetachFromDisposeScope();

    private static Tensor Weight(ILinear linear) => linear is DenseLinear dense
        ? dense.Weight
        : throw new LlamaNasException("The network is quantized already. Quantize the network that it was made of.");
}

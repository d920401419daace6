using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>One map's weights to levels.</summary>
internal static class LinearQuantizer
{
    /// <summary>A quantized copy of dense weights.</summary>
    /// <param name="dense"><c>[outputs, inputs]</c>.</param>
    /// <param name="format">Not dense.</param>
    /// <param name="options">Group size and method.</param>
    /// <param name="statistics">What calibration saw; null where the method needs none.</param>
    /// <returns>A map that owns its tensors.</returns>
    public static ILinear Quantize(Tensor dense, LayerFormat format, QuantizationOptions options, InputStatistics? statistics)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var weight = dense.to(float32);
        var grid = LevelGrid.Of(format, options.GroupSize, (int)weight.shape[1]);
        Tensor levels, scales;
        if (options.Method == QuantizationMethod.Gptq)
        {
            (levels, scales) = Gptq.Round(weight, statistics!.Gram, grid);
        }
        else
        {
            scales = grid.Scales(weight);
            levels = grid.Nearest(weight, scales);
        }

        return format == LayerFormat.Int8
            ? new Int8Linear(levels.contiguous().DetachFromDisposeScope(), scales.squeeze(1).contiguous().DetachFromDisposeScope())
            : GroupLinear.Pack(levels, scales, format, options.GroupSize);
    }
}

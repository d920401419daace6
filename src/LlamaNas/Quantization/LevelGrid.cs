using LlamaNas.Checkpoints;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>Symmetric levels for weights: whole numbers from -largest to largest, times one FP16 or FP32 scale a group of inputs.</summary>
/// <param name="Largest">127 for INT8, 7 for INT4.</param>
/// <param name="GroupSize">Inputs that share a scale; the last group of a row may be shorter.</param>
/// <param name="HalfScales">Whether scales are rounded to FP16.</param>
internal sealed record LevelGrid(int Largest, int GroupSize, bool HalfScales)
{
    /// <summary>The grid of a format.</summary>
    /// <param name="format">Not dense.</param>
    /// <param name="groupSize">Of formats with groups.</param>
    /// <param name="inputs">Inputs of the map.</param>
    public static LevelGrid Of(LayerFormat format, int groupSize, int inputs) => format switch
    {
        LayerFormat.Int8 => new LevelGrid(127, inputs, HalfScales: false),
        LayerFormat.Int8Groups => new LevelGrid(127, groupSize, HalfScales: true),
        LayerFormat.Int4Groups => new LevelGrid(7, groupSize, HalfScales: true),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "dense weights have no levels"),
    };

    /// <summary>Scales by which the largest magnitude of each group becomes the largest level; never 0.</summary>
    /// <param name="weight">FP32 <c>[outputs, inputs]</c>.</param>
    /// <returns>FP32 <c>[outputs, groups]</c>, owned by the caller's scope.</returns>
    public Tensor Scales(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var groups = Groups(weight.shape[1]);
        var padded = nn.functional.pad(weight, [0, (groups * GroupSize) - weight.shape[1]]).view(weight.shape[0], groups, GroupSize);
        var scales = padded.abs().amax([2]).Over(Largest);
        if (HalfScales)
            scales = scales.Clamp(6.2e-5, 65504).to(float16).to(float32);           // FP16's normal numbers
        return scales.Raise(1e-12).MoveToOuterDisposeScope();
    }

    /// <summary>The nearest levels.</summary>
    /// <param name="weight">FP32 <c>[outputs, inputs]</c>.</param>
    /// <param name="scales">FP32 <c>[outputs, groups]</c>.</param>
    /// <returns>INT8 <c>[outputs, inputs]</c>, owned by the caller's scope.</returns>
    public Tensor Nearest(Tensor weight, Tensor scales)
    {
        using var scope = NewDisposeScope();
        return (weight / Spread(scales, weight.shape[1])).round_().Clamp(-Largest, Largest).to(int8).MoveToOuterDisposeScope();
    }

    /// <summary>What levels stand for: FP32 <c>[outputs, inputs]</c>, owned by the caller's scope.</summary>
    public Tensor Real(Tensor levels, Tensor scales)
    {
        using var scope = NewDisposeScope();
        return (levels.to(float32) * Spread(scales, levels.shape[1])).MoveToOuterDisposeScope();
    }

    /// <summary>Groups of a row.</summary>
    public long Groups(long inputs) => (inputs + GroupSize - 1) / GroupSize;

    // [outputs, groups] -> [outputs, inputs]
    private Tensor Spread(Tensor scales, long inputs) => scales.repeat_interleave(GroupSize, 1).narrow(1, 0, inputs);
}

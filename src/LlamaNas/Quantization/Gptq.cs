using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>GPTQ (arXiv 2210.17323): rounds one input after another and changes the inputs that follow so that the outputs on calibration text stay close.</summary>
internal static class Gptq
{
    private const int Block = 128;           // inputs whose changes to later blocks are made together
    private const double Damping = 0.01;     // of the mean diagonal, as in the paper

    /// <summary>Rounds a map's weights.</summary>
    /// <param name="weight">FP32 <c>[outputs, inputs]</c>.</param>
    /// <param name="gram">Sum of x xᵀ over calibration inputs, FP32 <c>[inputs, inputs]</c>.</param>
    /// <param name="grid">The levels.</param>
    /// <returns>
    /// INT8 levels <c>[outputs, inputs]</c> and FP32 scales <c>[outputs, groups]</c>, owned by the caller's scope. An output that the nearest levels
    /// serve better keeps those: no output's squared error on the calibration inputs exceeds theirs.
    /// </returns>
    public static (Tensor Levels, Tensor Scales) Round(Tensor weight, Tensor gram, LevelGrid grid)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var nearestScales = grid.Scales(weight);
        var nearest = grid.Nearest(weight, nearestScales);
        var (levels, scales) = Sweep(weight, InverseRoot(gram), grid);
        var better = Errors(weight, levels, scales, gram, grid) < Errors(weight, nearest, nearestScales, gram, grid);
        return (
            where(better.unsqueeze(1), levels, nearest).MoveToOuterDisposeScope(),
            where(better.unsqueeze(1), scales, nearestScales).MoveToOuterDisposeScope());
    }

    /// <summary>Each output's squared error, summed over the calibration inputs: FP32 <c>[outputs]</c>, owned by the caller's scope.</summary>
    public static Tensor Errors(Tensor weight, Tensor levels, Tensor scales, Tensor gram, LevelGrid grid)
    {
        using var scope = NewDisposeScope();
        var difference = weight - grid.Real(levels, scales);
        return (difference.matmul(gram) * difference).sum(1).MoveToOuterDisposeScope();
    }

    // Upper triangular U with UᵀU = (gram + damping)⁻¹; its rows tell how later inputs make up for an error.
    private static Tensor InverseRoot(Tensor gram)
    {
        using var scope = NewDisposeScope();
        var damped = gram.to(float64, copy: true);
        var diagonal = damped.diagonal();
        diagonal.AddScaled(diagonal.mean(), Damping).Raise(1e-10);
        return linalg.cholesky(linalg.inv(damped)).t().to(float32).contiguous().MoveToOuterDisposeScope();
    }

    private static (Tensor Levels, Tensor Scales) Sweep(Tensor weight, Tensor root, LevelGrid grid)
    {
        var rows = weight.t().contiguous();                                         // [inputs, outputs]; what is still to be rounded
        var (inputs, outputs) = (rows.shape[0], rows.shape[1]);
        var levels = empty([inputs, outputs], float32);
        var scales = empty([outputs, grid.Groups(inputs)], float32);
        var scale = zeros(1);
        for (long start = 0; start < inputs; start += Block)
        {
            var end = Math.Min(inputs, start + Block);
            var errors = empty([end - start, outputs], float32);
            for (var input = start; input < end; input++)
            {
                if (input % grid.GroupSize == 0)
                {
                    using var group = rows.narrow(0, input, Math.Min(grid.GroupSize, inputs - input)).t();
                    scale = grid.Scales(group).squeeze(1);                          // a group never crosses a block: sizes divide it, or it is the whole row
                    scales.narrow(1, input / grid.GroupSize, 1).copy_(scale.unsqueeze(1));
                }

                using var step = NewDisposeScope();
                var level = (rows[input] / scale).round_().Clamp(-grid.Largest, grid.Largest);
                levels[input].copy_(level);
                var error = (rows[input] - (level * scale)) / root[input, input];
                errors[input - start].copy_(error);
                if (input + 1 < end)
                    rows.narrow(0, input + 1, end - input - 1).sub_(root[input].narrow(0, input + 1, end - input - 1).unsqueeze(1) * error);
            }

            if (end < inputs)
                rows.narrow(0, end, inputs - end).sub_(root.narrow(0, start, end - start).narrow(1, end, inputs - end).t().matmul(errors));
        }

        return (levels.t().to(int8).contiguous(), scales);
    }
}

using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>
/// SparseGPT (arXiv 2301.00774, algorithm 1): columns from left to right; what a column loses is made good by the columns after it, by the
/// inverse of the inputs' second moments.
/// </summary>
internal static class SparseGptSolver
{
    private const int BlockSize = 128;
    private const double Damping = 0.01;     // of the mean diagonal

    /// <summary>The sparse weight.</summary>
    /// <param name="weight">FP32 <c>[outputs, inputs]</c>; is not changed.</param>
    /// <param name="gram">Sum of the inputs' outer products, <c>[inputs, inputs]</c>.</param>
    /// <param name="pattern">Where zeros may be.</param>
    /// <returns>FP32, same shape, owned by the caller's scope.</returns>
    public static Tensor Prune(Tensor weight, Tensor gram, SparsityPattern pattern)
    {
        using var scope = NewDisposeScope();
        var result = weight.clone();
        var factor = Factor(gram);
        var inputs = (int)weight.shape[1];
        for (var start = 0; start < inputs; start += BlockSize)
        {
            using var step = NewDisposeScope();
            var count = Math.Min(BlockSize, inputs - start);
            var errors = Block(result.narrow(1, start, count), factor.narrow(0, start, count).narrow(1, start, count), pattern);
            if (start + count < inputs)
                result.narrow(1, start + count, inputs - start - count).sub_(errors.matmul(factor.narrow(0, start, count).narrow(1, start + count, inputs - start - count)));
        }

        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Summed squared error of a changed weight's outputs over the calibration text.</summary>
    public static double Error(Tensor weight, Tensor changed, Tensor gram)
    {
        using var scope = NewDisposeScope();
        var difference = (weight - changed).to(float64);
        return (difference.matmul(gram.to(float64)) * difference).sum().item<double>();
    }

    // Prunes a block of columns in place; returns each column's error in units of its diagonal entry, [outputs, count].
    private static Tensor Block(Tensor block, Tensor factor, SparsityPattern pattern)
    {
        var diagonal = factor.diagonal();
        var keep = pattern == SparsityPattern.Half ? SparsityMasks.Keep((block / diagonal).Squared(), pattern, perRow: false) : zeros_like(block, @bool);
        var errors = zeros_like(block);
        var count = (int)block.shape[1];
        for (var column = 0; column < count; column++)
        {
            using var scope = NewDisposeScope();
            if (pattern == SparsityPattern.TwoOfFour && column % 4 == 0)
            {
                var four = (block.narrow(1, column, 4) / diagonal.narrow(0, column, 4)).Squared();
                keep.narrow(1, column, 4).copy_(SparsityMasks.Keep(four, pattern, perRow: true));
            }

            var current = block.select(1, column);
            var pruned = current * keep.select(1, column);
            var error = (current - pruned) / diagonal[column];
            errors.select(1, column).copy_(error);
            current.copy_(pruned);
            if (column + 1 < count)
                block.narrow(1, column + 1, count - column - 1).sub_(error.unsqueeze(1) * factor[column].narrow(0, column + 1, count - column - 1).unsqueeze(0));
        }

        return errors;
    }

    // Upper Cholesky factor of the inverse of the damped second moments, FP32.
    private static Tensor Factor(Tensor gram)
    {
        var exact = gram.to(float64);
        var mean = exact.diagonal().mean().item<double>();
        var damped = exact.PlusScaled(eye(exact.shape[0], dtype: float64, device: exact.device), Math.Max(Damping * mean, 1e-12));
        return linalg.cholesky(linalg.inv(damped)).t().contiguous().to(float32);
    }
}

using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>Sparse weights without repair: what stays is not changed.</summary>
internal static class SparseWeights
{
    /// <summary>Keeps the largest magnitudes of the matrix.</summary>
    public static Tensor Magnitude(Tensor weight, Tensor gram, SparsityPattern pattern) =>
        weight * SparsityMasks.Keep(weight.abs(), pattern, perRow: false);

    /// <summary>Keeps the largest scores of each output.</summary>
    public static Tensor Wanda(Tensor weight, Tensor gram, SparsityPattern pattern) =>
        weight * SparsityMasks.Keep(WandaScore(weight, gram), pattern, perRow: true);

    /// <summary>|W_ij| times the norm of input j over all tokens (arXiv 2306.11695, equation 1).</summary>
    /// <param name="weight">FP32 <c>[outputs, inputs]</c>.</param>
    /// <param name="gram">Sum of the inputs' outer products, <c>[inputs, inputs]</c>.</param>
    public static Tensor WandaScore(Tensor weight, Tensor gram) => weight.abs() * gram.diagonal().sqrt().to(float32);
}

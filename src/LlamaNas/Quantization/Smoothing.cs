using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>
/// SmoothQuant (arXiv 2211.10438): divides an input channel's activations by a factor, which the norm before the maps takes over, and multiplies the
/// channel's weights by it. The function stays the same; large activations become smaller.
/// </summary>
internal static class Smoothing
{
    /// <summary>Factors of each input channel (the paper's equation 4), powers of two: multiplying by them rounds nothing, also in BF16.</summary>
    /// <param name="largestInputs">Largest magnitude of each channel's activations, <c>[inputs]</c>.</param>
    /// <param name="weights">The maps that read them, each <c>[outputs, inputs]</c>.</param>
    /// <param name="strength">The paper's alpha.</param>
    /// <returns>FP32 <c>[inputs]</c>, owned by the caller's scope.</returns>
    public static Tensor Factors(Tensor largestInputs, IEnumerable<Tensor> weights, double strength)
    {
        using var scope = NewDisposeScope();
        var largestWeights = weights.Select(weight => weight.to(float32).abs().amax([0])).Aggregate((left, right) => left.maximum(right)).AtLeast(1e-5);
        var factors = largestInputs.to(float32).AtLeast(1e-5).ToThe(strength) / largestWeights.ToThe(1 - strength);
        return factors.log2().round_().Clamp(-10, 10).exp2().MoveToOuterDisposeScope();
    }
}

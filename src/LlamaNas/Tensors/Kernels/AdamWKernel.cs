using System.Numerics;
using System.Runtime.InteropServices;

namespace LlamaNas.Tensors.Kernels;

/// <summary>The numbers of one AdamW update (arXiv 1711.05101), with the corrections of its step already in them.</summary>
/// <param name="GradientScale">What the gradient is multiplied by first.</param>
/// <param name="FirstDecay">Decay of the running mean.</param>
/// <param name="SecondDecay">Decay of the running mean of squares.</param>
/// <param name="Rate">Learning rate, divided by the first moment's bias correction.</param>
/// <param name="DeviationScale">1 over the root of the second moment's bias correction.</param>
/// <param name="Epsilon">Added to the deviation.</param>
/// <param name="Shrink">What the weights are multiplied by: 1 less learning rate times weight decay.</param>
internal readonly record struct AdamWUpdate(
    float GradientScale, float FirstDecay, float SecondDecay, float Rate, float DeviationScale, float Epsilon, float Shrink);

/// <summary>AdamW in one pass over weights, gradient and both moments.</summary>
internal static class AdamWKernel
{
    /// <summary>Updates weights and moments in place; all spans have one length.</summary>
    public static void Apply(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, AdamWUpdate update)
    {
        var weightVectors = MemoryMarshal.Cast<float, Vector<float>>(weights);
        var gradientVectors = MemoryMarshal.Cast<float, Vector<float>>(gradient[..weights.Length]);
        var firstVectors = MemoryMarshal.Cast<float, Vector<float>>(first[..weights.Length]);
        var secondVectors = MemoryMarshal.Cast<float, Vector<float>>(second[..weights.Length]);
        for (var at = 0; at < weightVectors.Length; at++)
        {
            var slope = gradientVectors[at] * update.GradientScale;
            var mean = (firstVectors[at] * update.FirstDecay) + (slope * (1 - update.FirstDecay));
            var square = (secondVectors[at] * update.SecondDecay) + (slope * slope * (1 - update.SecondDecay));
            var deviation = (Vector.SquareRoot(square) * update.DeviationScale) + new Vector<float>(update.Epsilon);
            weightVectors[at] = (weightVectors[at] * update.Shrink) - (mean * update.Rate / deviation);
            (firstVectors[at], secondVectors[at]) = (mean, square);
        }

        for (var at = weightVectors.Length * Vector<float>.Count; at < weights.Length; at++)
        {
            var slope = gradient[at] * update.GradientScale;
            first[at] = (first[at] * update.FirstDecay) + (slope * (1 - update.FirstDecay));
            second[at] = (second[at] * update.SecondDecay) + (slope * slope * (1 - update.SecondDecay));
            var deviation = (MathF.Sqrt(second[at]) * update.DeviationScale) + update.Epsilon;
            weights[at] = (weights[at] * update.Shrink) - (first[at] * update.Rate / deviation);
        }
    }
}

using System.Numerics.Tensors;

namespace LlamaNas.Inference;

/// <summary>Draws the next token by its probability. The same seed and logits give the same tokens.</summary>
/// <param name="temperature">Above 0: logits are divided by it; small is nearly the most probable, 1 as the model says.</param>
/// <param name="seed">Seed of all draws.</param>
internal sealed class TokenSampler(double temperature, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A token.</summary>
    /// <param name="logits"><c>[vocabulary]</c>.</param>
    public int Next(ReadOnlySpan<float> logits)
    {
        var largest = TensorPrimitives.Max(logits);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp((logit - largest) / temperature);
        var left = _random.NextDouble() * sum;
        for (var token = 0; token < logits.Length; token++)
        {
            left -= Math.Exp((logits[token] - largest) / temperature);
            if (left < 0)
                return token;
        }

        return TensorPrimitives.IndexOfMax(logits);      // rounding left a trace over
    }
}

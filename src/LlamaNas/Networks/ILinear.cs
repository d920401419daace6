using LlamaNas.Tensors.Kernels;
using TorchSharp;

namespace LlamaNas.Networks;

/// <summary>A linear map without bias: dense floating-point weights, or quantized ones.</summary>
internal interface ILinear
{
    /// <summary><c>[tokens, inputs] -> [tokens, outputs]</c>, in the type of the input.</summary>
    torch.Tensor Apply(torch.Tensor input);

    /// <summary>The same map cut to its first outputs; shares the weights. Owned by the caller's scope.</summary>
    ILinear FirstOutputs(int count);

    /// <summary>The same map cut to its first inputs; shares the weights. Owned by the caller's scope.</summary>
    ILinear FirstInputs(int count);

    /// <summary>BF16 activations on the CPU as maps of this kind read them. Owned by the caller's scope.</summary>
    LinearInput Prepare(torch.Tensor input) => new(input);

    /// <summary>The map of what a map of this kind has prepared; BF16.</summary>
    torch.Tensor Apply(LinearInput input) => Apply(input.Values);

    /// <summary>The gated unit <c>silu(this) * up</c>, prepared for a map of this kind. Owned by the caller's scope.</summary>
    /// <param name="up">The other map, of this kind.</param>
    /// <param name="input">What both are applied to.</param>
    LinearInput Gate(ILinear up, LinearInput input)
    {
        var channels = Apply(input);
        using var factors = up.Apply(input);
        GateKernel.Apply(channels.BFloat16Span(), factors.BFloat16Span());
        return Prepare(channels);
    }

    /// <summary>The weights as rows in memory, for products with one vector; null where they are of a kind, or in a place, that only Torch knows.</summary>
    IWeightRows? Rows => null;
}

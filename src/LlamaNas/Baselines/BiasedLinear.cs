using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>Dense weights <c>[outputs, inputs]</c> and a bias <c>[outputs]</c>; slices are views.</summary>
internal sealed class BiasedLinear(Tensor weight, Tensor bias) : ILinear
{
    /// <inheritdoc/>
    public Tensor Apply(Tensor input) => nn.functional.linear(input, weight.to(input.dtype), bias.to(input.dtype));

    /// <inheritdoc/>
    public ILinear FirstOutputs(int count) => count == weight.shape[0] ? this : new BiasedLinear(weight.narrow(0, 0, count), bias.narrow(0, 0, count));

    /// <inheritdoc/>
    public ILinear FirstInputs(int count) => count == weight.shape[1] ? this : new BiasedLinear(weight.narrow(1, 0, count), bias);
}

using LlamaNas.Tensors.Kernels;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>Dense weights <c>[outputs, inputs]</c>; slices are views.</summary>
internal sealed class DenseLinear(Tensor weight) : ILinear
{
    /// <summary><c>[outputs, inputs]</c>.</summary>
    public Tensor Weight => weight;

    /// <inheritdoc/>
    public IWeightRows? Rows => BFloat16WeightRows.Serves(weight) ? new BFloat16WeightRows(weight) : null;

    /// <inheritdoc/>
    public Tensor Apply(Tensor input) =>
        nn.functional.linear(input, weight.dtype == input.dtype ? weight : weight.to(input.dtype));

    /// <inheritdoc/>
    public ILinear FirstOutputs(int count) => count == weight.shape[0] ? this : new DenseLinear(weight.narrow(0, 0, count));

    /// <inheritdoc/>
    public ILinear FirstInputs(int count) => count == weight.shape[1] ? this : new DenseLinear(weight.narrow(1, 0, count));
}

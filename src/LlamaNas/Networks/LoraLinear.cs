using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>Frozen weights and a trained low-rank change of them: <c>weight + scale * up * down</c>. Slices of it are slices of all three.</summary>
/// <param name="weight"><c>[outputs, inputs]</c>.</param>
/// <param name="down"><c>[rank, inputs]</c>.</param>
/// <param name="up"><c>[outputs, rank]</c>.</param>
/// <param name="scale">Strength of the change.</param>
internal sealed class LoraLinear(Tensor weight, Tensor down, Tensor up, double scale) : ILinear
{
    /// <inheritdoc/>
    public Tensor Apply(Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = nn.functional.linear(input, down.to(input.dtype));              // [tokens, rank]
        var change = nn.functional.linear(inner, up.to(input.dtype));               // [tokens, outputs]
        return new DenseLinear(weight).Apply(input).PlusScaled(change, scale).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public ILinear FirstOutputs(int count) =>
        count == weight.shape[0] ? this : new LoraLinear(weight.narrow(0, 0, count), down, up.narrow(0, 0, count), scale);

    /// <inheritdoc/>
    public ILinear FirstInputs(int count) =>
        count == weight.shape[1] ? this : new LoraLinear(weight.narrow(1, 0, count), down.narrow(1, 0, count), up, scale);
}

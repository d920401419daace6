using LlamaNas.Networks;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>
/// W8A8: INT8 weights with one scale per output channel; activations are rounded to INT8 with one scale per token as they come. Products are
/// summed in INT32.
/// </summary>
/// <param name="weight">INT8 <c>[outputs, inputs]</c>.</param>
/// <param name="scales">FP32 <c>[outputs]</c>: real weight = INT8 value * scale.</param>
internal sealed class Int8Linear(Tensor weight, Tensor scales) : ILinear
{
    private const double Largest = 127;

    /// <summary>INT8 <c>[outputs, inputs]</c>.</summary>
    public Tensor Weight => weight;

    /// <summary>FP32 <c>[outputs]</c>.</summary>
    public Tensor Scales => scales;

    /// <summary>Rounds dense weights <c>[outputs, inputs]</c> to the nearest of 255 symmetric levels per output channel.</summary>
    public static Int8Linear Quantize(Tensor dense)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var (values, scales) = RoundRows(dense.to(float32));
        return new Int8Linear(values.DetachFromDisposeScope(), scales.squeeze(1).contiguous().DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (values, tokenScales) = RoundRows(input.to(float32));                   // [tokens, inputs], [tokens, 1]
        var sums = TorchScripts.Int8Product(values, weight.t());                    // INT32 [tokens, outputs]
        return (sums.to(float32) * tokenScales * scales).to(input.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public ILinear FirstOutputs(int count) =>
        count == weight.shape[0] ? this : new Int8Linear(weight.narrow(0, 0, count), scales.narrow(0, 0, count));

    /// <inheritdoc/>
    public ILinear FirstInputs(int count) => count == weight.shape[1] ? this : new Int8Linear(weight.narrow(1, 0, count), scales);

    // One scale a row, so that the row's largest magnitude becomes 127; a row of zeros keeps zeros.
    private static (Tensor Values, Tensor Scales) RoundRows(Tensor rows)
    {
        var scales = rows.abs().amax([1], keepdim: true).div_(Largest).clamp_min_(1e-12);
        return (rows.div(scales).round_().to(int8), scales);
    }
}

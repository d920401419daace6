using LlamaNas.Networks;
using LlamaNas.Tensors;
using LlamaNas.Tensors.Kernels;
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
    private const int FewTokens = 4;         // up to here, reading the weights takes longer than multiplying

    /// <summary>INT8 <c>[outputs, inputs]</c>.</summary>
    public Tensor Weight => weight;

    /// <summary>FP32 <c>[outputs]</c>.</summary>
    public Tensor Scales => scales;

    /// <inheritdoc/>
    public IWeightRows? Rows => Int8WeightRows.Serves(weight, scales) ? new Int8WeightRows(weight, scales) : null;

    /// <inheritdoc/>
    public Tensor Apply(Tensor input)
    {
        using var scope = NewDisposeScope();
        if (input.dtype == ScalarType.BFloat16 && input.device_type == TorchSharp.DeviceType.CPU)
            return Apply(Prepare(input)).MoveToOuterDisposeScope();

        var (values, tokenScales) = RoundRows(input.to(float32));                   // [tokens, inputs], [tokens, 1]
        return (Sums(values).to(float32) * tokenScales * scales).to(input.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public LinearInput Prepare(Tensor input)
    {
        var (values, tokenScales) = (empty(input.shape, int8), empty(input.shape[0], float32));
        RowQuantizer.Quantize(input.BFloat16Span(), values.Int8Span(), tokenScales.Float32Span());
        return new LinearInput(values, tokenScales);
    }

    /// <inheritdoc/>
    public Tensor Apply(LinearInput input)
    {
        using var scope = NewDisposeScope();
        var sums = Sums(input.Values);
        var result = empty(sums.shape, bfloat16);
        Int8SumKernel.Dequantize(sums.Int32Span(), input.Scales!.Float32Span(), scales.Float32Span(), result.BFloat16Span());
        return result.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public LinearInput Gate(ILinear up, LinearInput input)
    {
        var other = (Int8Linear)up;
        using var gateSums = Sums(input.Values);
        using var upSums = other.Sums(input.Values);
        var (values, tokenScales) = (empty(gateSums.shape, int8), empty(gateSums.shape[0], float32));
        Int8SumKernel.Gate(
            gateSums.Int32Span(), upSums.Int32Span(), input.Scales!.Float32Span(), scales.Float32Span(), other.Scales.Float32Span(),
            values.Int8Span(), tokenScales.Float32Span());
        return new LinearInput(values, tokenScales);
    }

    /// <inheritdoc/>
    public ILinear FirstOutputs(int count) =>
        count == weight.shape[0] ? this : new Int8Linear(weight.narrow(0, 0, count), scales.narrow(0, 0, count));

    /// <inheritdoc/>
    public ILinear FirstInputs(int count) => count == weight.shape[1] ? this : new Int8Linear(weight.narrow(1, 0, count), scales);

    // INT32 [tokens, outputs], owned by the caller's scope.
    private Tensor Sums(Tensor values)
    {
        if (values.shape[0] > FewTokens || values.device_type != TorchSharp.DeviceType.CPU || !weight.is_contiguous())
        {
            using var transposed = weight.t();
            return TorchScripts.Int8Product(values, transposed);
        }

        var (tokens, inputs, outputs) = ((int)values.shape[0], (int)weight.shape[1], (int)weight.shape[0]);
        var sums = empty([tokens, outputs], int32);
        RowSplit.Run(outputs, (start, count) =>
        {
            var rows = weight.Int8Span().Slice(start * inputs, count * inputs);
            for (var token = 0; token < tokens; token++)
                Int8DotKernel.Multiply(values.Int8Span().Slice(token * inputs, inputs), rows, sums.Int32Span().Slice((token * outputs) + start, count));
        });
        return sums;
    }

    // One scale a row, so that the row's largest magnitude becomes 127; a row of zeros keeps zeros.
    private static (Tensor Values, Tensor Scales) RoundRows(Tensor rows)
    {
        var scales = rows.abs().amax([1], keepdim: true).Over(Largest).Raise(1e-12);
        return (rows.div(scales).round_().to(int8), scales);
    }
}

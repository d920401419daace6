using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LlamaNas.Tensors.Kernels;

/// <summary>INT8 rows with one scale each; products with a rounded input (W8A8) are summed in INT32, exactly.</summary>
internal sealed unsafe class Int8WeightRows : IWeightRows
{
    private readonly Tensor _weight;         // kept alive
    private readonly Tensor _scales;
    private readonly sbyte* _first;
    private readonly float* _firstScale;
    private readonly int _stride;

    /// <summary>Rows of a contiguous INT8 matrix <c>[outputs, inputs]</c> and FP32 scales <c>[outputs]</c> on the CPU, which must outlive them.</summary>
    public Int8WeightRows(Tensor weight, Tensor scales)
    {
        (_weight, _scales) = (weight, scales);
        _first = (sbyte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(weight.Int8Span()));
        _firstScale = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(scales.Float32Span()));
        _stride = (int)weight.shape[1];
    }

    /// <summary>Whether a matrix can be read so.</summary>
    public static bool Serves(Tensor weight, Tensor scales) =>
        weight.dtype == ScalarType.Int8 && weight.device_type == TorchSharp.DeviceType.CPU && weight.is_contiguous() && scales.is_contiguous() && scales.dtype == ScalarType.Float32;

    /// <inheritdoc/>
    public int RowBytes => _stride;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<RowInput> inputs, int first, int count, ReadOnlySpan<float[]> results, int at)
    {
        for (var index = 0; index < count; index++)
        {
            var scale = _firstScale[first + index];
            for (var place = 0; place < inputs.Length; place++)
            {
                var values = inputs[place].Rounded;
                var row = new ReadOnlySpan<sbyte>(_first + ((nint)(first + index) * _stride), values.Length);
                results[place][at + index] = Int8DotKernel.Of(values, row) * inputs[place].Scale * scale;
            }
        }

        GC.KeepAlive(_weight);
        GC.KeepAlive(_scales);
    }
}

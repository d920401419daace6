using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlamaNas.Checkpoints;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace LlamaNas.Tensors.Kernels;

/// <summary>INT8 or packed INT4 rows whose groups of inputs share an FP16 scale: widened on the way, summed in FP32.</summary>
internal sealed unsafe class GroupWeightRows : IWeightRows
{
    private readonly Tensor _weight;         // kept alive
    private readonly Tensor _scales;
    private readonly byte* _first;
    private readonly Half* _firstScale;
    private readonly int _groups;
    private readonly int _groupSize;
    private readonly bool _isInt4;

    /// <summary>Rows of a contiguous matrix on the CPU, which must outlive them.</summary>
    /// <param name="weight">INT8 <c>[outputs, inputs]</c>, or packed INT4, UINT8 <c>[outputs, bytes]</c> (see <see cref="QuantizedLayout"/>).</param>
    /// <param name="scales">FP16 <c>[outputs, groups]</c>.</param>
    /// <param name="groupSize">Inputs a group; a multiple of 32.</param>
    public GroupWeightRows(Tensor weight, Tensor scales, int groupSize)
    {
        (_weight, _scales, _groupSize) = (weight, scales, groupSize);
        (_isInt4, RowBytes, _groups) = (weight.dtype == ScalarType.Byte, (int)weight.shape[1], (int)scales.shape[1]);
        _first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(weight.bytes));
        _firstScale = (Half*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(scales.bytes));
    }

    /// <summary>Whether a matrix can be read so.</summary>
    public static bool Serves(Tensor weight, Tensor scales) =>
        weight.device_type == TorchSharp.DeviceType.CPU && weight.is_contiguous() && scales.is_contiguous() && scales.dtype == ScalarType.Float16;

    /// <inheritdoc/>
    public int RowBytes { get; }

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<RowInput> inputs, int first, int count, ReadOnlySpan<float[]> results, int at)
    {
        var length = inputs[0].Length;
        var padded = (length + QuantizedLayout.Block - 1) / QuantizedLayout.Block * QuantizedLayout.Block;
        var wide = ArrayPool<float>.Shared.Rent(padded);
        for (var index = 0; index < count; index++)
        {
            Widen(first + index, length, wide.AsSpan(0, padded));
            for (var place = 0; place < inputs.Length; place++)
                results[place][at + index] = TensorPrimitives.Dot(wide.AsSpan(0, length), inputs[place].Values);
        }

        ArrayPool<float>.Shared.Return(wide);
        GC.KeepAlive(_weight);
        GC.KeepAlive(_scales);
    }

    private void Widen(int row, int length, Span<float> wide)
    {
        var scales = new ReadOnlySpan<Half>(_firstScale + ((nint)row * _groups), _groups);
        var levels = _first + ((nint)row * RowBytes);
        if (_isInt4)
            GroupKernel.WidenInt4(new ReadOnlySpan<byte>(levels, RowBytes), scales, _groupSize, wide);
        else
            GroupKernel.WidenInt8(new ReadOnlySpan<sbyte>(levels, length), scales, _groupSize, wide);
    }
}

using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace LlamaNas.Tensors.Kernels;

/// <summary>BF16 rows, widened on the way and summed in FP32.</summary>
internal sealed unsafe class BFloat16WeightRows : IWeightRows
{
    private const int Ahead = 4096;          // bytes that are asked for before they are needed
    private readonly Tensor _weight;         // kept alive
    private readonly BFloat16Rows _rows;

    /// <summary>Rows of a contiguous BF16 matrix on the CPU, <c>[outputs, inputs]</c>, which must outlive them.</summary>
    public BFloat16WeightRows(Tensor weight) => (_weight, _rows, RowBytes) = (weight, new BFloat16Rows(weight), 2 * (int)weight.shape[1]);

    /// <summary>Whether a matrix can be read so.</summary>
    public static bool Serves(Tensor weight) =>
        weight.dtype == ScalarType.BFloat16 && weight.device_type == TorchSharp.DeviceType.CPU && weight.is_contiguous() && weight.dim() == 2;

    /// <inheritdoc/>
    public int RowBytes { get; }

    /// <summary>One row as FP32.</summary>
    public void Widen(int row, Span<float> result) => BFloat16Vectors.Widen(_rows[row][..result.Length], result);

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<RowInput> inputs, int first, int count, ReadOnlySpan<float[]> results, int at)
    {
        for (var index = 0; index < count; index++)
        {
            fixed (ushort* row = _rows[first + index])
            {
                for (var place = 0; place < inputs.Length; place++)
                {
                    var input = inputs[place];
                    var sum = Product(row, input.Split, input.SplitLength);
                    for (var rest = input.SplitLength; rest < input.Length; rest++)
                        sum += BFloat16Vectors.Wide(row[rest]) * input.Values[rest];
                    results[place][at + index] = sum;
                }
            }
        }

        GC.KeepAlive(_weight);
    }

    private static float Product(ushort* row, float* split, int length)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var (even, odd) = (Vector512<float>.Zero, Vector512<float>.Zero);
            for (var at = 0; at < length; at += RowInput.Block)
            {
                if (Sse.IsSupported)
                    Sse.Prefetch0((byte*)(row + at) + Ahead);
                var pairs = Vector512.Load((uint*)(row + at));
                even = Vector512.FusedMultiplyAdd((pairs << 16).AsSingle(), Vector512.Load(split + at), even);
                odd = Vector512.FusedMultiplyAdd((pairs & Vector512.Create(0xFFFF0000)).AsSingle(), Vector512.Load(split + at + 16), odd);
            }

            return Vector512.Sum(even + odd);
        }

        var (evenLow, evenHigh, oddLow, oddHigh) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (var at = 0; at < length; at += RowInput.Block)
        {
            var (low, high) = (Vector256.Load((uint*)(row + at)), Vector256.Load((uint*)(row + at + 16)));
            evenLow = Vector256.FusedMultiplyAdd((low << 16).AsSingle(), Vector256.Load(split + at), evenLow);
            evenHigh = Vector256.FusedMultiplyAdd((high << 16).AsSingle(), Vector256.Load(split + at + 8), evenHigh);
            oddLow = Vector256.FusedMultiplyAdd((low & Vector256.Create(0xFFFF0000)).AsSingle(), Vector256.Load(split + at + 16), oddLow);
            oddHigh = Vector256.FusedMultiplyAdd((high & Vector256.Create(0xFFFF0000)).AsSingle(), Vector256.Load(split + at + 24), oddHigh);
        }

        return Vector256.Sum(evenLow + evenHigh + oddLow + oddHigh);
    }
}

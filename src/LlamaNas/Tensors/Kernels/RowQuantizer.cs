using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>Rows of real numbers as INT8 with one scale a row: value = INT8 * scale, the row's largest magnitude becomes 127.</summary>
internal static class RowQuantizer
{
    private const int Step = 32;                      // a vector of INT8
    private const float Largest = 127;
    private const float Smallest = 1e-35f;            // below, 127 / x is no FP32
    private const float Rounding = 12582912;          // 1.5 * 2^23: what is added to it keeps its whole part, rounded to the nearest, ties to even
    private const int RoundingBits = 0x4B400000;      // its bits; the sum's bits less these are that whole part

    /// <summary>Quantizes BF16 rows.</summary>
    /// <param name="source">BF16 <c>[rows, columns]</c>.</param>
    /// <param name="values">INT8, as many.</param>
    /// <param name="scales">FP32 <c>[rows]</c>, at least one.</param>
    public static void Quantize(ReadOnlySpan<ushort> source, Span<sbyte> values, Span<float> scales)
    {
        var columns = source.Length / scales.Length;
        var wide = new float[columns];
        for (var row = 0; row < scales.Length; row++)
        {
            BFloat16Vectors.Widen(source.Slice(row * columns, columns), wide);
            scales[row] = QuantizeRow(wide, values.Slice(row * columns, columns));
        }
    }

    /// <summary>Quantizes one row and returns its scale; a row of zeros, or of nothing above 1e-35, has scale 0.</summary>
    /// <param name="row">FP32, none NaN.</param>
    /// <param name="values">As many.</param>
    public static float QuantizeRow(ReadOnlySpan<float> row, Span<sbyte> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, row.Length);
        var largest = row.IsEmpty ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude(row));
        if (largest < Smallest)
        {
            values[..row.Length].Clear();
            return 0;
        }

        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(values);
        var inverse = Largest / largest;
        nuint at = 0;
        for (; at + Step <= (nuint)row.Length; at += Step)
        {
            var low = Vector256.Narrow(Round(ref from, at, inverse), Round(ref from, at + 8, inverse));
            var high = Vector256.Narrow(Round(ref from, at + 16, inverse), Round(ref from, at + 24, inverse));
            Vector256.Narrow(low, high).StoreUnsafe(ref to, at);
        }

        for (var rest = (int)at; rest < row.Length; rest++)
            values[rest] = (sbyte)(BitConverter.SingleToInt32Bits((row[rest] * inverse) + Rounding) - RoundingBits);
        return largest / Largest;
    }

    private static Vector256<int> Round(ref float from, nuint at, float inverse) =>
        ((Vector256.LoadUnsafe(ref from, at) * inverse) + Vector256.Create(Rounding)).AsInt32() - Vector256.Create(RoundingBits);
}

using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>RMS norm (arXiv 1910.07467, equation 4) of FP32 rows into BF16, alone or with the sum that precedes it.</summary>
internal static class NormKernel
{
    /// <summary><c>result = hidden / rms(hidden) * weight</c>, row by row.</summary>
    /// <param name="hidden">FP32 <c>[tokens, hidden]</c>.</param>
    /// <param name="weight">FP32 <c>[hidden]</c>.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="result">BF16 <c>[tokens, hidden]</c>.</param>
    public static void Normalise(ReadOnlySpan<float> hidden, ReadOnlySpan<float> weight, double epsilon, Span<ushort> result)
    {
        for (var start = 0; start < hidden.Length; start += weight.Length)
            NormaliseRow(hidden.Slice(start, weight.Length), weight, epsilon, result.Slice(start, weight.Length));
    }

    /// <summary><c>sum = hidden + addend</c> and its norm in one pass.</summary>
    /// <param name="hidden">FP32 <c>[tokens, hidden]</c>.</param>
    /// <param name="addend">BF16 <c>[tokens, hidden]</c>.</param>
    /// <param name="sum">FP32 <c>[tokens, hidden]</c>; may be <paramref name="hidden"/> itself.</param>
    /// <param name="weight">FP32 <c>[hidden]</c>.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="result">BF16 <c>[tokens, hidden]</c>.</param>
    public static void AddAndNormalise(
        ReadOnlySpan<float> hidden, ReadOnlySpan<ushort> addend, Span<float> sum, ReadOnlySpan<float> weight, double epsilon, Span<ushort> result)
    {
        for (var start = 0; start < hidden.Length; start += weight.Length)
        {
            var row = sum.Slice(start, weight.Length);
            Add(hidden.Slice(start, weight.Length), addend.Slice(start, weight.Length), row);
            NormaliseRow(row, weight, epsilon, result.Slice(start, weight.Length));
        }
    }

    /// <summary><c>sum = hidden + addend</c>.</summary>
    /// <param name="hidden">FP32.</param>
    /// <param name="addend">BF16, as many.</param>
    /// <param name="sum">FP32, as many; may be <paramref name="hidden"/> itself.</param>
    public static void Add(ReadOnlySpan<float> hidden, ReadOnlySpan<ushort> addend, Span<float> sum)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(addend.Length, hidden.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sum.Length, hidden.Length);
        ref var lefts = ref MemoryMarshal.GetReference(hidden);
        ref var rights = ref MemoryMarshal.GetReference(addend);
        ref var sums = ref MemoryMarshal.GetReference(sum);
        nuint at = 0;
        for (; at + BFloat16Vectors.Step <= (nuint)hidden.Length; at += BFloat16Vectors.Step)
        {
            var (low, high) = BFloat16Vectors.Load(ref rights, at);
            (Vector256.LoadUnsafe(ref lefts, at) + low).StoreUnsafe(ref sums, at);
            (Vector256.LoadUnsafe(ref lefts, at + 8) + high).StoreUnsafe(ref sums, at + 8);
        }

        for (var rest = (int)at; rest < hidden.Length; rest++)
            sum[rest] = hidden[rest] + BFloat16Vectors.Wide(addend[rest]);
    }

    private static void NormaliseRow(ReadOnlySpan<float> row, ReadOnlySpan<float> weight, double epsilon, Span<ushort> result)
    {
        var factor = (float)(1 / Math.Sqrt((TensorPrimitives.SumOfSquares(row) / (double)row.Length) + epsilon));
        ref var values = ref MemoryMarshal.GetReference(row);
        ref var weights = ref MemoryMarshal.GetReference(weight);
        ref var results = ref MemoryMarshal.GetReference(result);
        nuint at = 0;
        for (; Vector512.IsHardwareAccelerated && at + (2 * BFloat16Vectors.Step) <= (nuint)row.Length; at += 2 * BFloat16Vectors.Step)
        {
            BFloat16Vectors.Store(
                Vector512.LoadUnsafe(ref values, at) * factor * Vector512.LoadUnsafe(ref weights, at),
                Vector512.LoadUnsafe(ref values, at + BFloat16Vectors.Step) * factor * Vector512.LoadUnsafe(ref weights, at + BFloat16Vectors.Step), ref results, at);
        }

        for (; at + BFloat16Vectors.Step <= (nuint)row.Length; at += BFloat16Vectors.Step)
        {
            BFloat16Vectors.Store(
                Vector256.LoadUnsafe(ref values, at) * factor * Vector256.LoadUnsafe(ref weights, at),
                Vector256.LoadUnsafe(ref values, at + 8) * factor * Vector256.LoadUnsafe(ref weights, at + 8), ref results, at);
        }

        for (var rest = (int)at; rest < row.Length; rest++)
            result[rest] = BFloat16Vectors.Round(row[rest] * factor * weight[rest]);
    }
}

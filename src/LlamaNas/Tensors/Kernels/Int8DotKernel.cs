using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>Inner products of INT8 vectors with exact INT32 sums: faster than a matrix product where there are few rows.</summary>
internal static class Int8DotKernel
{
    private const int Step = 32;

    /// <summary>One row times a matrix of which some rows count.</summary>
    /// <param name="input">INT8 <c>[inputs]</c>.</param>
    /// <param name="weight">INT8 <c>[outputs, inputs]</c>.</param>
    /// <param name="sums">INT32 <c>[outputs]</c>.</param>
    public static void Multiply(ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weight, Span<int> sums)
    {
        for (var output = 0; output < sums.Length; output++)
            sums[output] = Of(input, weight.Slice(output * input.Length, input.Length));
    }

    /// <summary>The inner product of two vectors of fewer than 100,000 elements.</summary>
    public static int Of(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(right.Length, left.Length);
        ref var lefts = ref MemoryMarshal.GetReference(left);
        ref var rights = ref MemoryMarshal.GetReference(right);
        var (first, second) = (Vector256<int>.Zero, Vector256<int>.Zero);
        nuint at = 0;
        for (; at + Step <= (nuint)left.Length; at += Step)
        {
            var (leftLow, leftHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref lefts, at));
            var (rightLow, rightHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref rights, at));
            first += Pairs(leftLow, rightLow);
            second += Pairs(leftHigh, rightHigh);
        }

        var sum = Vector256.Sum(first + second);
        for (var rest = (int)at; rest < left.Length; rest++)
            sum += left[rest] * right[rest];
        return sum;
    }

    private static Vector256<int> Pairs(Vector256<short> left, Vector256<short> right)
    {
        if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
            return System.Runtime.Intrinsics.X86.Avx2.MultiplyAddAdjacent(left, right);

        var (low, high) = Vector256.Widen(left * right);   // a product of INT8 fits INT16
        return low + high;
    }
}

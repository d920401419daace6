using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>Inner product of two BF16 vectors, summed in FP32.</summary>
internal static class DotKernel
{
    /// <summary>The inner product.</summary>
    /// <param name="left">BF16.</param>
    /// <param name="right">BF16, as many.</param>
    public static float Of(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(right.Length, left.Length);
        ref var lefts = ref MemoryMarshal.GetReference(left);
        ref var rights = ref MemoryMarshal.GetReference(right);
        var (sumLow, sumHigh) = (Vector256<float>.Zero, Vector256<float>.Zero);
        nuint at = 0;
        for (; at + BFloat16Vectors.Step <= (nuint)left.Length; at += BFloat16Vectors.Step)
        {
            var (leftLow, leftHigh) = BFloat16Vectors.Load(ref lefts, at);
            var (rightLow, rightHigh) = BFloat16Vectors.Load(ref rights, at);
            sumLow = Vector256.FusedMultiplyAdd(leftLow, rightLow, sumLow);
            sumHigh = Vector256.FusedMultiplyAdd(leftHigh, rightHigh, sumHigh);
        }

        var sum = Vector256.Sum(sumLow + sumHigh);
        for (var rest = (int)at; rest < left.Length; rest++)
            sum += BFloat16Vectors.Wide(left[rest]) * BFloat16Vectors.Wide(right[rest]);
        return sum;
    }
}

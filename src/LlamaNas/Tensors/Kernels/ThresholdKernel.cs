using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>Finds the few large elements of a BF16 row.</summary>
internal static class ThresholdKernel
{
    /// <summary>Indices of all elements at or above a threshold, ascending.</summary>
    /// <param name="row">BF16.</param>
    /// <param name="threshold">Compared in FP32.</param>
    /// <param name="indices">Cleared, then filled.</param>
    public static void Find(ReadOnlySpan<ushort> row, float threshold, List<int> indices)
    {
        indices.Clear();
        ref var first = ref MemoryMarshal.GetReference(row);
        var thresholds = Vector256.Create(threshold);
        nuint at = 0;
        for (; at + BFloat16Vectors.Step <= (nuint)row.Length; at += BFloat16Vectors.Step)
        {
            var (low, high) = BFloat16Vectors.Load(ref first, at);
            if (Vector256.GreaterThanOrEqualAny(Vector256.Max(low, high), thresholds))
                Add(row, (int)at, (int)at + BFloat16Vectors.Step, threshold, indices);
        }

        Add(row, (int)at, row.Length, threshold, indices);
    }

    private static void Add(ReadOnlySpan<ushort> row, int start, int end, float threshold, List<int> indices)
    {
        for (var index = start; index < end; index++)
        {
            if (BFloat16Vectors.Wide(row[index]) >= threshold)
                indices.Add(index);
        }
    }
}

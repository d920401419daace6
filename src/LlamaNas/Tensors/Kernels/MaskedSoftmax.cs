using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>Softmax of scaled and masked BF16 scores, computed in FP32 without a scalar step: lengths are multiples of a vector step.</summary>
internal static class MaskedSoftmax
{
    /// <summary>Replaces scores by their softmax; masked places become 0, whatever they held.</summary>
    /// <param name="row">BF16; changed.</param>
    /// <param name="mask">FP32, as many: 0 where a score counts, -infinity elsewhere; at least one counts.</param>
    /// <param name="scale">Factor of the scores.</param>
    /// <param name="buffer">At least as many FP32 values; overwritten.</param>
    public static void Apply(Span<ushort> row, ReadOnlySpan<float> mask, float scale, Span<float> buffer)
    {
        if (row.Length % BFloat16Vectors.Step != 0 || mask.Length < row.Length || buffer.Length < row.Length)
            throw new ArgumentException($"{row.Length} scores, {mask.Length} mask values, room for {buffer.Length}: scores must be a multiple of {BFloat16Vectors.Step}, the rest as long", nameof(row));

        ref var scores = ref MemoryMarshal.GetReference(row);
        ref var masks = ref MemoryMarshal.GetReference(mask);
        ref var wide = ref MemoryMarshal.GetReference(buffer);
        var factor = Vector256.Create(scale);
        for (nuint at = 0; at < (nuint)row.Length; at += BFloat16Vectors.Step)
        {
            var (low, high) = BFloat16Vectors.Load(ref scores, at);
            Masked(low * factor, Vector256.LoadUnsafe(ref masks, at)).StoreUnsafe(ref wide, at);
            Masked(high * factor, Vector256.LoadUnsafe(ref masks, at + 8)).StoreUnsafe(ref wide, at + 8);
        }

        var (_, sum) = SoftmaxRow.Exponentials(buffer[..row.Length]);
        var inverse = Vector256.Create(1 / sum);
        for (nuint at = 0; at < (nuint)row.Length; at += BFloat16Vectors.Step)
            BFloat16Vectors.Store(Vector256.LoadUnsafe(ref wide, at) * inverse, Vector256.LoadUnsafe(ref wide, at + 8) * inverse, ref scores, at);
    }

    private static Vector256<float> Masked(Vector256<float> score, Vector256<float> mask) =>
        Vector256.ConditionalSelect(Vector256.Equals(mask, Vector256<float>.Zero), score, mask);
}

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
        if (Vector512.IsHardwareAccelerated)
            Wide(ref scores, ref masks, scale, ref wide, (nuint)row.Length);
        else
            Narrow(ref scores, ref masks, scale, buffer[..row.Length]);
    }

    private static void Wide(ref ushort scores, ref float masks, float scale, ref float wide, nuint length)
    {
        var factor = Vector512.Create(scale);
        var largests = Vector512.Create(float.NegativeInfinity);
        for (nuint at = 0; at < length; at += BFloat16Vectors.Step)
        {
            var mask = Vector512.LoadUnsafe(ref masks, at);
            var score = Vector512.ConditionalSelect(Vector512.Equals(mask, Vector512<float>.Zero), BFloat16Vectors.LoadOne(ref scores, at) * factor, mask);
            largests = Vector512.Max(largests, score);
            score.StoreUnsafe(ref wide, at);
        }

        var largest = Vector512.Create(SoftmaxRow.Largest(Vector256.Max(largests.GetLower(), largests.GetUpper())));
        var sums = Vector512<float>.Zero;
        for (nuint at = 0; at < length; at += BFloat16Vectors.Step)
        {
            var exponentials = Exponential.Of(Vector512.LoadUnsafe(ref wide, at) - largest);
            exponentials.StoreUnsafe(ref wide, at);
            sums += exponentials;
        }

        var inverse = Vector512.Create(1 / Vector512.Sum(sums));
        for (nuint at = 0; at < length; at += BFloat16Vectors.Step)
            BFloat16Vectors.Store(Vector512.LoadUnsafe(ref wide, at) * inverse, ref scores, at);
    }

    private static void Narrow(ref ushort scores, ref float masks, float scale, Span<float> buffer)
    {
        ref var wide = ref MemoryMarshal.GetReference(buffer);
        var factor = Vector256.Create(scale);
        for (nuint at = 0; at < (nuint)buffer.Length; at += BFloat16Vectors.Step)
        {
            var (low, high) = BFloat16Vectors.Load(ref scores, at);
            Masked(low * factor, Vector256.LoadUnsafe(ref masks, at)).StoreUnsafe(ref wide, at);
            Masked(high * factor, Vector256.LoadUnsafe(ref masks, at + 8)).StoreUnsafe(ref wide, at + 8);
        }

        var (_, sum) = SoftmaxRow.Exponentials(buffer);
        var inverse = Vector256.Create(1 / sum);
        for (nuint at = 0; at < (nuint)buffer.Length; at += BFloat16Vectors.Step)
            BFloat16Vectors.Store(Vector256.LoadUnsafe(ref wide, at) * inverse, Vector256.LoadUnsafe(ref wide, at + 8) * inverse, ref scores, at);
    }

    private static Vector256<float> Masked(Vector256<float> score, Vector256<float> mask) =>
        Vector256.ConditionalSelect(Vector256.Equals(mask, Vector256<float>.Zero), score, mask);
}

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>Rotary position embedding (arXiv 2104.09864) in Hugging Face's layout: channel i is paired with channel i + headSize / 2.</summary>
internal static class RotaryKernel
{
    /// <summary>Turns every head of every token in place.</summary>
    /// <param name="heads">BF16 <c>[tokens, heads, headSize]</c>; changed.</param>
    /// <param name="cosines">FP32 <c>[tokens, headSize / 2]</c>.</param>
    /// <param name="sines">As <paramref name="cosines"/>.</param>
    /// <param name="headSize">Channels per head.</param>
    public static void Rotate(Span<ushort> heads, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, int headSize)
    {
        var half = headSize / 2;
        var tokens = cosines.Length / half;
        var width = tokens == 0 ? 0 : heads.Length / tokens;
        for (var token = 0; token < tokens; token++)
        {
            var row = heads.Slice(token * width, width);
            for (var start = 0; start < width; start += headSize)
                RotateHead(row.Slice(start, headSize), cosines.Slice(token * half, half), sines.Slice(token * half, half));
        }
    }

    private static void RotateHead(Span<ushort> head, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        var half = cosines.Length;
        ref var first = ref MemoryMarshal.GetReference(head);
        ref var cosine = ref MemoryMarshal.GetReference(cosines);
        ref var sine = ref MemoryMarshal.GetReference(sines);
        nuint at = 0;
        for (; Vector512.IsHardwareAccelerated && at + (2 * BFloat16Vectors.Step) <= (nuint)half; at += 2 * BFloat16Vectors.Step)
        {
            var (leftLow, leftHigh) = BFloat16Vectors.LoadWide(ref first, at);
            var (rightLow, rightHigh) = BFloat16Vectors.LoadWide(ref first, at + (nuint)half);
            var (cosineLow, cosineHigh) = (Vector512.LoadUnsafe(ref cosine, at), Vector512.LoadUnsafe(ref cosine, at + BFloat16Vectors.Step));
            var (sineLow, sineHigh) = (Vector512.LoadUnsafe(ref sine, at), Vector512.LoadUnsafe(ref sine, at + BFloat16Vectors.Step));
            BFloat16Vectors.Store((leftLow * cosineLow) - (rightLow * sineLow), (leftHigh * cosineHigh) - (rightHigh * sineHigh), ref first, at);
            BFloat16Vectors.Store((rightLow * cosineLow) + (leftLow * sineLow), (rightHigh * cosineHigh) + (leftHigh * sineHigh), ref first, at + (nuint)half);
        }

        for (; at + BFloat16Vectors.Step <= (nuint)half; at += BFloat16Vectors.Step)
        {
            var (leftLow, leftHigh) = BFloat16Vectors.Load(ref first, at);
            var (rightLow, rightHigh) = BFloat16Vectors.Load(ref first, at + (nuint)half);
            var (cosineLow, cosineHigh) = (Vector256.LoadUnsafe(ref cosine, at), Vector256.LoadUnsafe(ref cosine, at + 8));
            var (sineLow, sineHigh) = (Vector256.LoadUnsafe(ref sine, at), Vector256.LoadUnsafe(ref sine, at + 8));
            BFloat16Vectors.Store((leftLow * cosineLow) - (rightLow * sineLow), (leftHigh * cosineHigh) - (rightHigh * sineHigh), ref first, at);
            BFloat16Vectors.Store((rightLow * cosineLow) + (leftLow * sineLow), (rightHigh * cosineHigh) + (leftHigh * sineHigh), ref first, at + (nuint)half);
        }

        for (var channel = (int)at; channel < half; channel++)
        {
            var (left, right) = (BFloat16Vectors.Wide(head[channel]), BFloat16Vectors.Wide(head[channel + half]));
            head[channel] = BFloat16Vectors.Round((left * cosines[channel]) - (right * sines[channel]));
            head[channel + half] = BFloat16Vectors.Round((right * cosines[channel]) + (left * sines[channel]));
        }
    }
}

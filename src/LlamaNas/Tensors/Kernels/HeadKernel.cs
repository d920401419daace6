using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>Attention of one query over the BF16 keys and values of one head.</summary>
internal static class HeadKernel
{
    /// <summary>Turns a head by its position (see <see cref="RotaryKernel"/>), in FP32.</summary>
    /// <param name="head"><c>[headSize]</c>; changed.</param>
    /// <param name="cosines"><c>[headSize / 2]</c>.</param>
    /// <param name="sines">As <paramref name="cosines"/>.</param>
    public static void Rotate(Span<float> head, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        var half = cosines.Length;
        for (var channel = 0; channel < half; channel++)
        {
            var (left, right) = (head[channel], head[channel + half]);
            head[channel] = (left * cosines[channel]) - (right * sines[channel]);
            head[channel + half] = (right * cosines[channel]) + (left * sines[channel]);
        }
    }

    /// <summary>Softmax of the scaled inner products with all keys, times the values.</summary>
    /// <param name="query"><c>[headSize]</c>.</param>
    /// <param name="keys">BF16 <c>[tokens, headSize]</c>.</param>
    /// <param name="values">As <paramref name="keys"/>.</param>
    /// <param name="weights">Room for the number of tokens, rounded up to the next multiple of eight.</param>
    /// <param name="result"><c>[headSize]</c>.</param>
    public static void Attend(ReadOnlySpan<float> query, ReadOnlySpan<ushort> keys, ReadOnlySpan<ushort> values, Span<float> weights, Span<float> result)
    {
        var headSize = query.Length;
        var tokens = keys.Length / headSize;
        var row = weights[..SoftmaxRow.Padded(tokens)];
        var scale = 1 / MathF.Sqrt(headSize);
        for (var token = 0; token < tokens; token++)
            row[token] = scale * Dot(query, keys.Slice(token * headSize, headSize));
        row[tokens..].Fill(float.NegativeInfinity);
        var (_, sum) = SoftmaxRow.Exponentials(row);

        result.Clear();
        for (var token = 0; token < tokens; token++)
            AddScaled(values.Slice(token * headSize, headSize), row[token], result);
        TensorPrimitives.Multiply(result, 1 / sum, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Dot(ReadOnlySpan<float> query, ReadOnlySpan<ushort> key)
    {
        ref var queries = ref MemoryMarshal.GetReference(query);
        ref var keys = ref MemoryMarshal.GetReference(key);
        var (sumLow, sumHigh) = (Vector256<float>.Zero, Vector256<float>.Zero);
        nuint at = 0;
        for (; at + BFloat16Vectors.Step <= (nuint)query.Length; at += BFloat16Vectors.Step)
        {
            var (low, high) = BFloat16Vectors.Load(ref keys, at);
            sumLow = Vector256.FusedMultiplyAdd(low, Vector256.LoadUnsafe(ref queries, at), sumLow);
            sumHigh = Vector256.FusedMultiplyAdd(high, Vector256.LoadUnsafe(ref queries, at + 8), sumHigh);
        }

        var sum = Vector256.Sum(sumLow + sumHigh);
        for (var rest = (int)at; rest < query.Length; rest++)
            sum += query[rest] * BFloat16Vectors.Wide(key[rest]);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddScaled(ReadOnlySpan<ushort> value, float weight, Span<float> result)
    {
        ref var values = ref MemoryMarshal.GetReference(value);
        ref var results = ref MemoryMarshal.GetReference(result);
        var weights = Vector256.Create(weight);
        nuint at = 0;
        for (; at + BFloat16Vectors.Step <= (nuint)value.Length; at += BFloat16Vectors.Step)
        {
            var (low, high) = BFloat16Vectors.Load(ref values, at);
            Vector256.FusedMultiplyAdd(low, weights, Vector256.LoadUnsafe(ref results, at)).StoreUnsafe(ref results, at);
            Vector256.FusedMultiplyAdd(high, weights, Vector256.LoadUnsafe(ref results, at + 8)).StoreUnsafe(ref results, at + 8);
        }

        for (var rest = (int)at; rest < value.Length; rest++)
            result[rest] += weight * BFloat16Vectors.Wide(value[rest]);
    }
}

using System.Numerics.Tensors;

namespace LlamaNas.Tensors.Kernels;

/// <summary>RMS norm (arXiv 1910.07467, equation 4) of FP32 rows into BF16, alone or with the sum that precedes it.</summary>
internal static class NormKernel
{
    private const int Chunk = 512;

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
        Span<float> wide = stackalloc float[Chunk];
        for (var start = 0; start < hidden.Length; start += Chunk)
        {
            var count = Math.Min(Chunk, hidden.Length - start);
            BFloat16Vectors.Widen(addend.Slice(start, count), wide);
            TensorPrimitives.Add(hidden.Slice(start, count), wide[..count], sum.Slice(start, count));
        }
    }

    private static void NormaliseRow(ReadOnlySpan<float> row, ReadOnlySpan<float> weight, double epsilon, Span<ushort> result)
    {
        Span<float> scaled = stackalloc float[Chunk];
        var factor = (float)(1 / Math.Sqrt((TensorPrimitives.SumOfSquares(row) / (double)row.Length) + epsilon));
        for (var start = 0; start < row.Length; start += Chunk)
        {
            var part = scaled[..Math.Min(Chunk, row.Length - start)];
            TensorPrimitives.Multiply(row.Slice(start, part.Length), factor, part);
            TensorPrimitives.Multiply(part, weight.Slice(start, part.Length), part);
            BFloat16Vectors.Narrow(part, result.Slice(start, part.Length));
        }
    }
}

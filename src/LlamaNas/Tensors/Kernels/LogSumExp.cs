namespace LlamaNas.Tensors.Kernels;

/// <summary>The normaliser of log-probabilities over BF16 logits, computed in FP32.</summary>
internal static class LogSumExpKernel
{
    private const int Chunk = 1024;

    /// <summary>Logarithm of the sum of a row's exponentials. The row is read once: sums of chunks are brought to the largest logit so far.</summary>
    /// <param name="row">BF16 logits of the vocabulary, at least one, none NaN.</param>
    public static (double LogSum, float Largest) Of(ReadOnlySpan<ushort> row)
    {
        Span<float> wide = stackalloc float[Chunk];
        var largest = float.NegativeInfinity;
        double sum = 0;
        for (var start = 0; start < row.Length; start += Chunk)
        {
            var count = Math.Min(Chunk, row.Length - start);
            BFloat16Vectors.Widen(row.Slice(start, count), wide);
            wide[count..].Fill(float.NegativeInfinity);
            var (chunkLargest, chunkSum) = SoftmaxRow.Exponentials(wide);
            var both = MathF.Max(largest, chunkLargest);
            sum = (sum * Math.Exp(largest - both)) + (chunkSum * Math.Exp(chunkLargest - both));
            largest = both;
        }

        return (largest + Math.Log(sum), largest);
    }
}

namespace LlamaNas.Tensors.Kernels;

/// <summary>
/// The normaliser of log-probabilities over BF16 logits, computed in FP32 while they come, part by part: sums of parts are brought to the largest logit so far.
/// </summary>
internal struct LogSumExp
{
    private const int Chunk = 1024;
    private double _sum;

    public LogSumExp()
    {
    }

    /// <summary>The largest logit so far.</summary>
    public float Largest { get; private set; } = float.NegativeInfinity;

    /// <summary>Logarithm of the sum of all exponentials so far.</summary>
    public readonly double Value => Largest + Math.Log(_sum);

    /// <summary>Adds logits, each read once.</summary>
    /// <param name="logits">BF16, at least one, none NaN.</param>
    public void Add(ReadOnlySpan<ushort> logits)
    {
        Span<float> wide = stackalloc float[Chunk];
        for (var start = 0; start < logits.Length; start += Chunk)
        {
            var count = Math.Min(Chunk, logits.Length - start);
            BFloat16Vectors.Widen(logits.Slice(start, count), wide);
            wide[count..].Fill(float.NegativeInfinity);
            var (largest, sum) = SoftmaxRow.Exponentials(wide);
            var both = MathF.Max(Largest, largest);
            _sum = (_sum * Math.Exp(Largest - both)) + (sum * Math.Exp(largest - both));
            Largest = both;
        }
    }
}

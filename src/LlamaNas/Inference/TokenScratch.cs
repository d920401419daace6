using LlamaNas.Tensors.Kernels;

namespace LlamaNas.Inference;

/// <summary>What one core needs for itself while tokens are computed.</summary>
/// <param name="capacity">Elements of the longest vector.</param>
/// <param name="headSize">Channels a head.</param>
internal sealed class TokenScratch(int capacity, int headSize)
{
    /// <summary>For each text, the vector that the core's rows are multiplied with.</summary>
    public RowInput[] Inputs { get; private set; } = [];

    /// <summary>For each text, products of the core's rows.</summary>
    public float[][] Rows { get; private set; } = [];

    /// <summary>One head.</summary>
    public float[] Head { get; } = new float[headSize];

    /// <summary>Attention weights over all tokens.</summary>
    public float[] Weights { get; private set; } = [];

    /// <summary>Makes room for so many texts, the longest of so many tokens.</summary>
    public void Reserve(int texts, int tokens)
    {
        if (SoftmaxRow.Padded(tokens) > Weights.Length)
            Weights = new float[SoftmaxRow.Padded(2 * tokens)];
        if (texts <= Inputs.Length)
            return;

        Inputs = [.. Inputs, .. Enumerable.Range(0, texts - Inputs.Length).Select(_ => new RowInput(capacity))];
        Rows = [.. Rows, .. Enumerable.Range(0, texts - Rows.Length).Select(_ => new float[capacity])];
    }
}

using System.Buffers;
using System.Numerics.Tensors;

namespace LlamaNas.Tensors.Kernels;

/// <summary>
/// Attention's data movement for packed token trees: from packed tokens to one padded block a tree and head, the softmax over ancestors and
/// shared prefix, and back. The products between are Torch's.
/// </summary>
/// <param name="sizes">Tokens of each tree.</param>
/// <param name="longest">Tokens of the largest tree.</param>
internal sealed class TreeKernel(int[] sizes, int longest)
{
    /// <summary>Packed heads to blocks; places beyond a tree's end become zero.</summary>
    /// <param name="packed">BF16 <c>[tokens, heads, headSize]</c>.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="headSize">Channels per head.</param>
    /// <param name="blocks">BF16 <c>[trees, heads, longest, headSize]</c>.</param>
    public void Spread(ReadOnlySpan<ushort> packed, int heads, int headSize, Span<ushort> blocks)
    {
        var first = 0;
        for (var tree = 0; tree < sizes.Length; first += sizes[tree++])
        {
            for (var head = 0; head < heads; head++)
            {
                var block = blocks.Slice(((tree * heads) + head) * longest * headSize, longest * headSize);
                for (var node = 0; node < sizes[tree]; node++)
                    packed.Slice((((first + node) * heads) + head) * headSize, headSize).CopyTo(block.Slice(node * headSize, headSize));
                block[(sizes[tree] * headSize)..].Clear();
            }
        }
    }

    /// <summary>Packed heads to one row list a head, for the product with a prefix that all trees share.</summary>
    /// <param name="packed">BF16 <c>[tokens, heads, headSize]</c>.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="headSize">Channels per head.</param>
    /// <param name="byHead">BF16 <c>[heads, tokens, headSize]</c>.</param>
    public static void Transpose(ReadOnlySpan<ushort> packed, int heads, int headSize, Span<ushort> byHead)
    {
        var tokens = packed.Length / (heads * headSize);
        for (var head = 0; head < heads; head++)
        {
            for (var token = 0; token < tokens; token++)
                packed.Slice(((token * heads) + head) * headSize, headSize).CopyTo(byHead.Slice(((head * tokens) + token) * headSize, headSize));
        }
    }

    /// <summary>Replaces the scores by attention weights: a token sees the prefix, its ancestors and itself.</summary>
    /// <param name="scores">BF16 <c>[trees, heads, longest, longest]</c>; changed.</param>
    /// <param name="prefixScores">BF16 <c>[heads, tokens, prefix]</c>; changed; empty without a prefix.</param>
    /// <param name="mask">FP32 <c>[trees, longest, longest]</c>: 0 or -infinity.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="scale">Factor of the scores.</param>
    public void Softmax(Span<ushort> scores, Span<ushort> prefixScores, ReadOnlySpan<float> mask, int heads, float scale)
    {
        var tokens = sizes.Sum();
        var prefix = prefixScores.Length / (heads * tokens);
        var buffer = ArrayPool<float>.Shared.Rent(longest + prefix + SoftmaxRow.Step);
        var first = 0;
        for (var tree = 0; tree < sizes.Length; first += sizes[tree++])
        {
            for (var head = 0; head < heads; head++)
            {
                for (var node = 0; node < sizes[tree]; node++)
                {
                    var row = scores.Slice(((((tree * heads) + head) * longest) + node) * longest, longest);
                    row[(node + 1)..].Clear();                                      // no token sees a later one
                    var shared = prefixScores.Slice(((head * tokens) + first + node) * prefix, prefix);
                    Normalise(row[..(node + 1)], shared, mask.Slice(((tree * longest) + node) * longest, node + 1), scale, buffer);
                }
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>Blocks back to packed heads.</summary>
    /// <param name="blocks">BF16 <c>[trees, heads, longest, headSize]</c>.</param>
    /// <param name="prefixMixed">BF16 <c>[heads, tokens, headSize]</c>, added; empty without a prefix.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="headSize">Channels per head.</param>
    /// <param name="packed">BF16 <c>[tokens, heads, headSize]</c>.</param>
    public void Gather(ReadOnlySpan<ushort> blocks, ReadOnlySpan<ushort> prefixMixed, int heads, int headSize, Span<ushort> packed)
    {
        var tokens = sizes.Sum();
        var wide = new float[headSize];
        var first = 0;
        for (var tree = 0; tree < sizes.Length; first += sizes[tree++])
        {
            for (var node = 0; node < sizes[tree]; node++)
            {
                for (var head = 0; head < heads; head++)
                {
                    var from = blocks.Slice(((((tree * heads) + head) * longest) + node) * headSize, headSize);
                    var to = packed.Slice((((first + node) * heads) + head) * headSize, headSize);
                    if (prefixMixed.IsEmpty)
                    {
                        from.CopyTo(to);
                        continue;
                    }

                    BFloat16Vectors.Widen(from, wide);
                    NormKernel.Add(wide, prefixMixed.Slice(((head * tokens) + first + node) * headSize, headSize), wide);
                    BFloat16Vectors.Narrow(wide, to);
                }
            }
        }
    }

    private static void Normalise(Span<ushort> row, Span<ushort> prefixRow, ReadOnlySpan<float> mask, float scale, Span<float> buffer)
    {
        var own = buffer[..row.Length];
        var shared = buffer.Slice(row.Length, prefixRow.Length);
        var padded = buffer[..SoftmaxRow.Padded(row.Length + prefixRow.Length)];
        BFloat16Vectors.Widen(row, own);
        TensorPrimitives.MultiplyAdd(own, scale, mask, own);
        BFloat16Vectors.Widen(prefixRow, shared);
        TensorPrimitives.Multiply(shared, scale, shared);
        padded[(row.Length + prefixRow.Length)..].Fill(float.NegativeInfinity);
        SoftmaxRow.Apply(padded);
        BFloat16Vectors.Narrow(own, row);
        BFloat16Vectors.Narrow(shared, prefixRow);
    }
}

using System.Buffers;
using System.Numerics.Tensors;

namespace LlamaNas.Tensors.Kernels;

/// <summary>
/// Attention's data movement for packed token trees: from packed tokens to one padded block a tree and head, the softmax over ancestors and
/// shared prefix, and back. The products between are Torch's.
/// </summary>
/// <param name="sizes">Tokens of each tree.</param>
/// <param name="longest">Tokens of the largest tree.</param>
/// <param name="rows">Rows of the packed heads: the trees' tokens, and perhaps some after them that mean nothing.</param>
/// <param name="copied">Tokens of a short shared prefix that is copied before each tree's keys and values. Default 0.</param>
internal sealed class TreeKernel(int[] sizes, int longest, int rows, int copied = 0)
{
    /// <summary>Packed heads to blocks; places beyond a tree's end become zero.</summary>
    /// <param name="packed">BF16 <c>[rows, heads, headSize]</c>.</param>
    /// <param name="prefix">BF16 <c>[heads, copied, headSize]</c>: what goes before each tree; empty for nothing.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="headSize">Channels per head.</param>
    /// <param name="blocks">BF16 <c>[trees, heads, (copied +) longest, headSize]</c>.</param>
    public void Spread(ReadOnlySpan<ushort> packed, ReadOnlySpan<ushort> prefix, int heads, int headSize, Span<ushort> blocks)
    {
        var before = prefix.Length / heads;
        var size = before + (longest * headSize);
        var first = 0;
        for (var tree = 0; tree < sizes.Length; first += sizes[tree++])
        {
            for (var head = 0; head < heads; head++)
            {
                var block = blocks.Slice(((tree * heads) + head) * size, size);
                prefix.Slice(head * before, before).CopyTo(block);
                block = block[before..];
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
    /// <param name="scores">BF16 <c>[trees, heads, longest, copied + longest]</c>; changed.</param>
    /// <param name="prefixScores">BF16 <c>[heads, rows, prefix]</c>; changed; empty without a prefix.</param>
    /// <param name="mask">FP32 <c>[trees, longest, copied + longest filled up to a multiple of a vector step]</c>: 0 or -infinity.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="scale">Factor of the scores.</param>
    public void Softmax(Span<ushort> scores, Span<ushort> prefixScores, ReadOnlySpan<float> mask, int heads, float scale)
    {
        var prefix = prefixScores.Length / (heads * rows);
        var columns = copied + longest;
        var stride = BFloat16Vectors.Padded(columns);
        var buffer = ArrayPool<float>.Shared.Rent(stride + BFloat16Vectors.Padded(prefix));
        var last = ArrayPool<ushort>.Shared.Rent(stride);
        var first = 0;
        for (var tree = 0; tree < sizes.Length; first += sizes[tree++])
        {
            for (var head = 0; head < heads; head++)
            {
                for (var node = 0; node < sizes[tree]; node++)
                {
                    var row = scores.Slice(((((tree * heads) + head) * longest) + node) * columns, columns);
                    var tokens = copied + node + 1;
                    var seen = mask.Slice(((tree * longest) + node) * stride, stride);
                    var shared = prefixScores.Slice(((head * rows) + first + node) * prefix, prefix);
                    if (shared.IsEmpty)
                        Normalise(row, tokens, seen, scale, buffer, last);
                    else
                        Normalise(row[..tokens], shared, seen[..tokens], scale, buffer);
                    row[tokens..].Clear();                                         // no token sees a later one
                }
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
        ArrayPool<ushort>.Shared.Return(last);
    }

    /// <summary>Blocks back to packed heads; rows after the last token become zero.</summary>
    /// <param name="blocks">BF16 <c>[trees, heads, longest, headSize]</c>.</param>
    /// <param name="prefixMixed">BF16 <c>[heads, rows, headSize]</c>, added; empty without a prefix.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="headSize">Channels per head.</param>
    /// <param name="packed">BF16 <c>[rows, heads, headSize]</c>.</param>
    public void Gather(ReadOnlySpan<ushort> blocks, ReadOnlySpan<ushort> prefixMixed, int heads, int headSize, Span<ushort> packed)
    {
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
                    NormKernel.Add(wide, prefixMixed.Slice(((head * rows) + first + node) * headSize, headSize), wide);
                    BFloat16Vectors.Narrow(wide, to);
                }
            }
        }

        packed[(first * heads * headSize)..].Clear();
    }

    // Whole vector steps, in place where the row has room for the last one.
    private static void Normalise(Span<ushort> row, int tokens, ReadOnlySpan<float> mask, float scale, Span<float> buffer, Span<ushort> last)
    {
        var padded = BFloat16Vectors.Padded(tokens);
        if (padded <= row.Length)
        {
            MaskedSoftmax.Apply(row[..padded], mask, scale, buffer);
            return;
        }

        row.CopyTo(last);
        MaskedSoftmax.Apply(last[..padded], mask, scale, buffer);
        last[..tokens].CopyTo(row);
    }

    // Both parts start at a multiple of a step, so that no vector holds something of each; what fills a part up weighs nothing.
    private static void Normalise(Span<ushort> row, Span<ushort> prefixRow, ReadOnlySpan<float> mask, float scale, Span<float> buffer)
    {
        var own = buffer[..BFloat16Vectors.Padded(row.Length)];
        var shared = buffer.Slice(own.Length, BFloat16Vectors.Padded(prefixRow.Length));
        BFloat16Vectors.Widen(row, own);
        TensorPrimitives.MultiplyAdd(own[..row.Length], scale, mask, own[..row.Length]);
        own[row.Length..].Fill(float.NegativeInfinity);
        BFloat16Vectors.Widen(prefixRow, shared);
        TensorPrimitives.Multiply(shared, scale, shared);
        shared[prefixRow.Length..].Fill(float.NegativeInfinity);
        SoftmaxRow.Apply(buffer[..(own.Length + shared.Length)]);
        BFloat16Vectors.Narrow(own[..row.Length], row);
        BFloat16Vectors.Narrow(shared[..prefixRow.Length], prefixRow);
    }
}

using LlamaNas.Tensors.Kernels;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>
/// Attention of packed token trees on the CPU in BF16: Torch's batched products, everything between them one pass of a kernel. A short shared
/// prefix is copied before each tree; a longer one is multiplied with all tokens at once, never copied.
/// </summary>
internal sealed class FusedTreeAttention
{
    private const int LongestCopied = 16;
    private readonly TreeKernel _kernel;
    private readonly float[] _mask;          // [trees, longest, copied + longest filled up]: 0 or -infinity
    private readonly int _trees;
    private readonly int _longest;
    private readonly int _copied;

    /// <summary>Attention of a batch of trees.</summary>
    /// <param name="trees">The trees in packing order.</param>
    /// <param name="rows">Rows of the packed tokens, those after the last token included.</param>
    /// <param name="prefixLength">Tokens of the shared prefix; 0 without one.</param>
    public FusedTreeAttention(IReadOnlyList<TokenTree> trees, int rows, int prefixLength)
    {
        _copied = prefixLength <= LongestCopied ? prefixLength : 0;
        (_trees, _longest) = (trees.Count, trees.Max(tree => tree.Tokens.Length));
        _kernel = new TreeKernel([.. trees.Select(tree => tree.Tokens.Length)], _longest, rows, _copied);
        _mask = TreeMask.Create(trees, _longest, _copied, BFloat16Vectors.Step);
    }

    /// <summary>Attention of one layer.</summary>
    /// <param name="query">BF16 <c>[rows, heads, headSize]</c>, rotated.</param>
    /// <param name="key">BF16 <c>[rows, keyValueHeads, headSize]</c>, rotated.</param>
    /// <param name="value">As <paramref name="key"/>.</param>
    /// <param name="prefix">Keys and values of the shared prefix, <c>[1, keyValueHeads, prefix, headSize]</c>; null without one.</param>
    /// <returns>BF16 <c>[rows, heads, headSize]</c>, owned by the caller's scope.</returns>
    public Tensor Attend(Tensor query, Tensor key, Tensor value, (Tensor Keys, Tensor Values)? prefix)
    {
        using var scope = NewDisposeScope();
        var (rows, heads, keyValueHeads, headSize) = ((int)query.shape[0], (int)query.shape[1], (int)key.shape[1], (int)query.shape[2]);
        var copied = _copied > 0 ? prefix : null;
        var shared = _copied > 0 ? null : prefix;
        var queries = Blocks(query, before: null, heads, headSize).view(_trees * keyValueHeads, -1, headSize); // [.., group * longest, headSize]
        var keys = Blocks(key, copied?.Keys, keyValueHeads, headSize);                                     // [trees * keyValueHeads, copied + longest, headSize]
        var weights = bmm(queries, keys.transpose(1, 2));                                                  // [.., group * longest, copied + longest]
        var sharedWeights = shared is { } keysAndValues ? bmm(ByHead(query, heads, keyValueHeads, headSize), keysAndValues.Keys[0].transpose(1, 2)) : null;
        _kernel.Softmax(
            weights.BFloat16Span(), sharedWeights is null ? [] : sharedWeights.BFloat16Span(), _mask, heads, (float)(1 / Math.Sqrt(headSize)));

        var mixed = bmm(weights, Blocks(value, copied?.Values, keyValueHeads, headSize));                  // [.., group * longest, headSize]
        var sharedMixed = sharedWeights is null ? null : bmm(sharedWeights, shared!.Value.Values[0]);      // [keyValueHeads, group * rows, headSize]
        var result = empty([rows, heads, headSize], bfloat16);
        _kernel.Gather(mixed.BFloat16Span(), sharedMixed is null ? [] : sharedMixed.BFloat16Span(), heads, headSize, result.BFloat16Span());
        return result.MoveToOuterDisposeScope();
    }

    // before: [1, heads, copied, headSize]
    private Tensor Blocks(Tensor packed, Tensor? before, int heads, int headSize)
    {
        var blocks = empty([_trees * heads, (before?.shape[2] ?? 0) + _longest, headSize], bfloat16);
        using var prefix = before?.contiguous();
        _kernel.Spread(packed.BFloat16Span(), prefix is null ? [] : prefix.BFloat16Span(), heads, headSize, blocks.BFloat16Span());
        return blocks;
    }

    // [rows, heads, headSize] -> [keyValueHeads, group * rows, headSize]
    private static Tensor ByHead(Tensor packed, int heads, int keyValueHeads, int headSize)
    {
        var byHead = empty([keyValueHeads, heads / keyValueHeads * packed.shape[0], headSize], bfloat16);
        TreeKernel.Transpose(packed.BFloat16Span(), heads, headSize, byHead.BFloat16Span());
        return byHead;
    }
}

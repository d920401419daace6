using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>
/// Token trees packed end to end without padding; a token sees the shared prefix, its ancestors and itself. Only attention itself works on
/// a padded copy (trees of a batch have similar lengths); everything else runs on the packed tokens.
/// </summary>
internal sealed class PackedTrees : AttentionPattern
{
    private readonly Tensor _gather;         // int64 [trees * longest]: packed token of each padded place (0 for padding)
    private readonly Tensor _scatter;        // int64 [tokens]: padded place of each packed token
    private readonly Tensor _mask;           // FP32 [trees, 1, 1, longest, prefix + longest]: 0 or -infinity
    private readonly KeyValueCache? _prefix;
    private readonly int _trees;
    private readonly int _longest;

    /// <summary>Packs trees; all tensors belong to the caller's scope.</summary>
    /// <param name="trees">The trees in packing order.</param>
    /// <param name="prefix">Keys and values of the shared prefix, or null.</param>
    /// <param name="options">Device.</param>
    public PackedTrees(IReadOnlyList<TokenTree> trees, KeyValueCache? prefix, NetworkOptions options)
    {
        using var scope = NewDisposeScope();
        var prefixLength = prefix?.Length ?? 0;
        (_prefix, _trees, _longest) = (prefix, trees.Count, trees.Max(tree => tree.Tokens.Length));
        var tokens = trees.Sum(tree => tree.Tokens.Length);
        var gather = new long[_trees * _longest];
        var scatter = new long[tokens];
        var positions = new long[tokens];
        var packed = 0;
        for (var tree = 0; tree < _trees; tree++)
        {
            for (var node = 0; node < trees[tree].Tokens.Length; node++, packed++)
            {
                var place = (tree * _longest) + node;
                (gather[place], scatter[packed], positions[packed]) = (packed, place, prefixLength + trees[tree].Depths[node]);
            }
        }

        Positions = tensor(positions, device: options.Device).MoveToOuterDisposeScope();
        _gather = tensor(gather, device: options.Device).MoveToOuterDisposeScope();
        _scatter = tensor(scatter, device: options.Device).MoveToOuterDisposeScope();
        var width = prefixLength + _longest;
        _mask = tensor(Mask(trees, _longest, prefixLength), [_trees, 1, 1, _longest, width], device: options.Device).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Positions { get; }

    /// <inheritdoc/>
    public override Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        using var scope = NewDisposeScope();
        var keys = Padded(key);                                                     // [trees, keyValueHeads, longest, headSize]
        var values = Padded(value);
        if (_prefix is not null)
        {
            var (prefixKeys, prefixValues) = _prefix[layer];                        // [1, keyValueHeads, prefix, headSize]
            keys = cat([prefixKeys.expand(_trees, -1, -1, -1), keys], 2);
            values = cat([prefixValues.expand(_trees, -1, -1, -1), values], 2);
        }

        var mixed = Grouped(Padded(query), keys, values, _mask);                    // [trees, heads, longest, headSize]
        return mixed.transpose(1, 2).reshape(_trees * _longest, query.shape[1], query.shape[2])
            .index_select(0, _scatter).MoveToOuterDisposeScope();
    }

    // [tokens, heads, headSize] -> [trees, heads, longest, headSize]
    private Tensor Padded(Tensor packed) =>
        packed.index_select(0, _gather).view(_trees, _longest, packed.shape[1], packed.shape[2]).transpose(1, 2);

    private static float[] Mask(IReadOnlyList<TokenTree> trees, int longest, int prefixLength)
    {
        var width = prefixLength + longest;
        var mask = new float[trees.Count * longest * width];
        Array.Fill(mask, float.NegativeInfinity);
        for (var tree = 0; tree < trees.Count; tree++)
        {
            var rows = mask.AsSpan(tree * longest * width, longest * width);
            for (var node = 0; node < longest; node++)
            {
                var row = rows.Slice(node * width, width);
                row[..prefixLength].Clear();
                var parent = node < trees[tree].Parents.Length ? trees[tree].Parents[node] : -1;
                if (parent >= 0)
                    rows.Slice(parent * width, width).CopyTo(row);
                row[prefixLength + node] = 0;
            }
        }

        return mask;
    }
}

using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>
/// Token trees packed end to end without padding; a token sees the shared prefix, its ancestors and itself. Only attention itself works on
/// a padded copy (trees of a batch have similar lengths); everything else runs on the packed tokens. The fused form fills the rows up to a
/// multiple of <see cref="RowStep"/>: matrix products of odd numbers of rows are up to a fifth slower. Rows after the last token mean nothing.
/// </summary>
internal sealed class PackedTrees : AttentionPattern
{
    /// <summary>The fused form's number of rows is a multiple of this.</summary>
    public const int RowStep = 8;

    private readonly FusedTreeAttention? _fused;
    private readonly Tensor? _gather;        // int64 [trees * longest]: packed token of each padded place (0 for padding)
    private readonly Tensor? _scatter;       // int64 [tokens]: padded place of each packed token
    private readonly Tensor? _mask;          // FP32 [trees, 1, 1, longest, prefix + longest]: 0 or -infinity
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
        var fused = FusedLayer.Serves(options);
        var tokens = trees.Sum(tree => tree.Tokens.Length);
        var rows = fused ? (tokens + RowStep - 1) / RowStep * RowStep : tokens;
        var positions = trees.SelectMany(tree => tree.Depths).Select(depth => (long)prefixLength + depth).Concat(Enumerable.Repeat(0L, rows - tokens)).ToArray();
        Positions = tensor(positions, device: options.Device).MoveToOuterDisposeScope();
        if (fused)
        {
            _fused = new FusedTreeAttention(trees, rows, prefixLength);
            return;
        }

        var gather = new long[_trees * _longest];
        var scatter = new List<long>();
        for (var tree = 0; tree < _trees; tree++)
        {
            for (var node = 0; node < trees[tree].Tokens.Length; node++)
            {
                gather[(tree * _longest) + node] = scatter.Count;
                scatter.Add((tree * _longest) + node);
            }
        }

        _gather = tensor(gather, device: options.Device).MoveToOuterDisposeScope();
        _scatter = tensor(scatter.ToArray(), device: options.Device).MoveToOuterDisposeScope();
        var mask = TreeMask.Create(trees, _longest, prefixLength);
        _mask = tensor(mask, [_trees, 1, 1, _longest, prefixLength + _longest], device: options.Device).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Positions { get; }

    /// <summary>The trees' tokens for a pattern over them, int64 <c>[rows]</c>, owned by the caller's scope.</summary>
    public static Tensor TokenIds(IReadOnlyList<TokenTree> trees, AttentionPattern pattern)
    {
        var ids = new long[pattern.Positions.shape[0]];
        foreach (var (row, token) in trees.SelectMany(tree => tree.Tokens).Index())
            ids[row] = token;
        return tensor(ids, device: pattern.Positions.device);
    }

    /// <inheritdoc/>
    public override Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        if (_fused is not null)
            return _fused.Attend(query, key, value, _prefix?[layer]);

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
            .index_select(0, _scatter!).MoveToOuterDisposeScope();
    }

    // [tokens, heads, headSize] -> [trees, heads, longest, headSize]
    private Tensor Padded(Tensor packed) =>
        packed.index_select(0, _gather!).view(_trees, _longest, packed.shape[1], packed.shape[2]).transpose(1, 2);
}

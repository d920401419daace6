using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>
/// Which tokens see which: the only part of the network that mixes tokens. All else works on a flat list of tokens, so one network
/// serves padded training batches, packed scoring without padding, and decoding with a cache.
/// </summary>
public abstract class AttentionPattern
{
    /// <summary>Position of each token in its own sequence, int64 <c>[tokens]</c>, on the network's device.</summary>
    public abstract Tensor Positions { get; }

    /// <summary>Attention of one layer.</summary>
    /// <param name="layer">0-based ordinal among the kept layers: names the place in a key/value cache.</param>
    /// <param name="query"><c>[tokens, heads, headSize]</c>, rotated.</param>
    /// <param name="key"><c>[tokens, keyValueHeads, headSize]</c>, rotated.</param>
    /// <param name="value"><c>[tokens, keyValueHeads, headSize]</c>.</param>
    /// <returns><c>[tokens, heads, headSize]</c>, owned by the caller's scope.</returns>
    public abstract Tensor Attend(int layer, Tensor query, Tensor key, Tensor value);

    /// <summary>
    /// Scaled dot-product attention with grouped key/value heads: the queries of a group are stacked, so that keys and values are never
    /// repeated. On short sequences this is faster than the fused kernel, above all backwards.
    /// </summary>
    /// <param name="query"><c>[batch, heads, queries, headSize]</c>.</param>
    /// <param name="key"><c>[batch, keyValueHeads, keys, headSize]</c>.</param>
    /// <param name="value">As <paramref name="key"/>.</param>
    /// <param name="mask">FP32, added to the scores, broadcast to <c>[batch, keyValueHeads, group, queries, keys]</c>; null for none.</param>
    /// <returns><c>[batch, heads, queries, headSize]</c>, owned by the caller's scope.</returns>
    internal static Tensor Grouped(Tensor query, Tensor key, Tensor value, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var (batch, heads, queries, headSize) = (query.shape[0], query.shape[1], query.shape[2], query.shape[3]);
        var (keyValueHeads, keys) = (key.shape[1], key.shape[2]);
        var group = heads / keyValueHeads;
        var stacked = query.Times(1 / Math.Sqrt(headSize)).reshape(batch * keyValueHeads, group * queries, headSize);
        var scores = bmm(stacked, key.reshape(batch * keyValueHeads, keys, headSize).transpose(1, 2))
            .view(batch, keyValueHeads, group, queries, keys).to(float32);
        var weights = nn.functional.softmax(mask is null ? scores : scores.Plus(mask), 4).to(query.dtype)
            .view(batch * keyValueHeads, group * queries, keys);
        return bmm(weights, value.reshape(batch * keyValueHeads, keys, headSize))
            .view(batch, heads, queries, headSize).MoveToOuterDisposeScope();
    }

    /// <summary>Causal attention by Torch's fused kernel: needs no memory for the scores, for long sequences.</summary>
    /// <inheritdoc cref="Grouped"/>
    internal static Tensor Causal(Tensor query, Tensor key, Tensor value)
    {
        using var scope = NewDisposeScope();
        var group = query.shape[1] / key.shape[1];
        return nn.functional.scaled_dot_product_attention(query, Repeat(key, group), Repeat(value, group), null, 0.0, true)
            .MoveToOuterDisposeScope();
    }

    // [batch, keyValueHeads, keys, headSize] -> [batch, keyValueHeads * group, keys, headSize]
    private static Tensor Repeat(Tensor heads, long group)
    {
        var (batch, keyValueHeads, keys, headSize) = (heads.shape[0], heads.shape[1], heads.shape[2], heads.shape[3]);
        return heads.unsqueeze(2).expand(batch, keyValueHeads, group, keys, headSize).reshape(batch, keyValueHeads * group, keys, headSize);
    }
}

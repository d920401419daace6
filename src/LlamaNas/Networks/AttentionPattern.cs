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

    /// <summary>Scaled dot-product attention with grouped key/value heads.</summary>
    /// <param name="query"><c>[batch, heads, queries, headSize]</c>.</param>
    /// <param name="key"><c>[batch, keyValueHeads, keys, headSize]</c>.</param>
    /// <param name="value">As <paramref name="key"/>.</param>
    /// <param name="mask">Added to the scores, <c>[batch or 1, 1, queries, keys]</c>; null for none.</param>
    /// <param name="causal">True where query i sees keys 0..i.</param>
    /// <returns><c>[batch, heads, queries, headSize]</c>.</returns>
    internal static Tensor Grouped(Tensor query, Tensor key, Tensor value, Tensor? mask, bool causal)
    {
        var group = query.shape[1] / key.shape[1];
        return nn.functional.scaled_dot_product_attention(query, Repeat(key, group), Repeat(value, group), mask, 0.0, causal);
    }

    // [batch, keyValueHeads, keys, headSize] -> [batch, keyValueHeads * group, keys, headSize]
    private static Tensor Repeat(Tensor heads, long group)
    {
        if (group == 1)
            return heads;

        var (batch, keyValueHeads, keys, headSize) = (heads.shape[0], heads.shape[1], heads.shape[2], heads.shape[3]);
        return heads.unsqueeze(2).expand(batch, keyValueHeads, group, keys, headSize).reshape(batch, keyValueHeads * group, keys, headSize);
    }
}

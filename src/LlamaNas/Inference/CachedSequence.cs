using LlamaNas.Networks;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>The next tokens of one sequence: they see what the cache holds, and are added to it.</summary>
internal sealed class CachedSequence : AttentionPattern
{
    private readonly KeyValueCache _cache;

    /// <summary>Tokens that follow a cache's.</summary>
    /// <param name="cache">What came before; grows by the new tokens.</param>
    /// <param name="tokens">Number of new tokens: any number on an empty cache, one at a time after that.</param>
    /// <param name="device">The network's device.</param>
    public CachedSequence(KeyValueCache cache, int tokens, Device device)
    {
        if (tokens != 1 && cache.Length != 0)
            throw new ArgumentException($"{tokens} tokens after a cache of {cache.Length}: only one token at a time follows a filled cache", nameof(tokens));
        _cache = cache;
        Positions = TensorArithmetic.Counting(cache.Length, cache.Length + tokens, int64, device);
    }

    /// <inheritdoc/>
    public override Tensor Positions { get; }

    /// <inheritdoc/>
    public override Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        using var scope = NewDisposeScope();
        var (keys, values) = _cache.Append(layer, Heads(key), Heads(value));
        var mixed = query.shape[0] > 1 ? Causal(Heads(query), keys, values) : Grouped(Heads(query), keys, values, mask: null);
        return mixed.transpose(1, 2).reshape(query.shape).MoveToOuterDisposeScope();
    }

    // [tokens, heads, headSize] -> [1, heads, tokens, headSize]
    private static Tensor Heads(Tensor tokens) => tokens.unsqueeze(0).transpose(1, 2);
}

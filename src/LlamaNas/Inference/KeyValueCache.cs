using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>Keys and values of the tokens that one sequence has seen, per kept layer.</summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly Dictionary<int, (Tensor Keys, Tensor Values)> _layers = [];    // by place; layers without attention have none

    /// <summary>Tokens in the cache.</summary>
    public int Length => _layers.Count == 0 ? 0 : (int)_layers.Values.First().Keys.shape[2];

    /// <summary>Keys and values of a kept layer, each <c>[1, keyValueHeads, length, headSize]</c>.</summary>
    public (Tensor Keys, Tensor Values) this[int layer] => _layers[layer];

    /// <summary>Adds the newest tokens' keys and values to a layer; returns all of the layer's.</summary>
    /// <param name="layer">0-based ordinal among the kept layers.</param>
    /// <param name="keys"><c>[1, keyValueHeads, tokens, headSize]</c>.</param>
    /// <param name="values">As <paramref name="keys"/>.</param>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        if (!_layers.TryGetValue(layer, out var old))
            return _layers[layer] = (keys.contiguous().clone().DetachFromDisposeScope(), values.contiguous().clone().DetachFromDisposeScope());

        var (oldKeys, oldValues) = old;
        using (oldKeys)
        using (oldValues)
            return _layers[layer] = (cat([oldKeys, keys], 2).DetachFromDisposeScope(), cat([oldValues, values], 2).DetachFromDisposeScope());
    }

    /// <summary>Frees the keys and values.</summary>
    public void Dispose()
    {
        foreach (var (keys, values) in _layers.Values)
        {
            keys.Dispose();
            values.Dispose();
        }

        _layers.Clear();
    }
}

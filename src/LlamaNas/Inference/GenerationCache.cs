using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>Keys and values of several sequences side by side, each in a row of its own; rows fill from the left and may differ in length.</summary>
internal sealed class GenerationCache : IDisposable
{
    private const int Spare = 128;
    private readonly Dictionary<int, (Tensor Keys, Tensor Values)> _layers = [];    // per kept layer with attention: [rows, keyValueHeads, capacity, headSize]
    private readonly List<int> _lengths;

    /// <summary>An empty cache.</summary>
    /// <param name="rows">Sequences that it may hold.</param>
    /// <param name="longestPrompt">Tokens that every row must have room for.</param>
    public GenerationCache(int rows, int longestPrompt) => (_lengths, Capacity) = ([.. Enumerable.Repeat(0, rows)], longestPrompt + Spare);

    /// <summary>Tokens of each row.</summary>
    public IReadOnlyList<int> Lengths => _lengths;

    /// <summary>Tokens that fit a row.</summary>
    public int Capacity { get; private set; }

    /// <summary>Starts a row anew with a prompt's keys and values, each <c>[1, keyValueHeads, tokens, headSize]</c>.</summary>
    public void Fill(int layer, int row, Tensor keys, Tensor values)
    {
        using var scope = NewDisposeScope();
        if (!_layers.ContainsKey(layer))
            _layers[layer] = (Empty(keys), Empty(values));
        var tokens = keys.shape[2];
        _layers[layer].Keys.narrow(0, row, 1).narrow(2, 0, tokens).copy_(keys);
        _layers[layer].Values.narrow(0, row, 1).narrow(2, 0, tokens).copy_(values);
        _lengths[row] = (int)tokens;
    }

    /// <summary>Puts one token into every row of a layer; returns all keys and values up to the longest row's.</summary>
    /// <param name="layer">0-based ordinal among the kept layers.</param>
    /// <param name="places">int64 <c>[rows * keyValueHeads]</c>: see <see cref="Places"/>.</param>
    /// <param name="keys"><c>[rows, keyValueHeads, headSize]</c>.</param>
    /// <param name="values">As <paramref name="keys"/>.</param>
    /// <returns>Views, <c>[rows, keyValueHeads, longest + 1, headSize]</c>, owned by the caller's scope.</returns>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor places, Tensor keys, Tensor values)
    {
        var headSize = keys.shape[2];
        var (allKeys, allValues) = _layers[layer];
        allKeys.view(-1, headSize).index_copy_(0, places, keys.reshape(-1, headSize));
        allValues.view(-1, headSize).index_copy_(0, places, values.reshape(-1, headSize));
        var longest = _lengths.Max() + 1;
        return (allKeys.narrow(2, 0, longest), allValues.narrow(2, 0, longest));
    }

    /// <summary>Where every row's next token goes, for each head, in a layer seen as <c>[rows * keyValueHeads * capacity, headSize]</c>.</summary>
    public long[] Places(long heads) =>
        [.. _lengths.SelectMany((length, row) => Enumerable.Range(0, (int)heads).Select(head => (((row * heads) + head) * Capacity) + length))];

    /// <summary>Makes room for one more token in every row.</summary>
    public void MakeRoom()
    {
        if (_lengths.Max() < Capacity)
            return;

        var old = Capacity;
        Capacity = old + Math.Max(Spare, old / 2);
        Replace(tensor =>
        {
            var larger = zeros([tensor.shape[0], tensor.shape[1], Capacity, tensor.shape[3]], tensor.dtype, tensor.device);
            larger.narrow(2, 0, old).copy_(tensor);
            return larger;
        });
    }

    /// <summary>Every row has one token more.</summary>
    public void Advance()
    {
        for (var row = 0; row < _lengths.Count; row++)
            _lengths[row]++;
    }

    /// <summary>Keeps some rows, in this order.</summary>
    public void Keep(IReadOnlyList<int> rows)
    {
        int[] lengths = [.. rows.Select(row => _lengths[row])];
        _lengths.Clear();
        _lengths.AddRange(lengths);
        Replace(layer => layer.index_select(0, tensor(rows.Select(row => (long)row).ToArray(), device: layer.device)));
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

    private Tensor Empty(Tensor like) =>
        zeros([_lengths.Count, like.shape[1], Capacity, like.shape[3]], like.dtype, like.device).DetachFromDisposeScope();

    private void Replace(Func<Tensor, Tensor> change)
    {
        foreach (var layer in _layers.Keys.ToArray())
        {
            using var scope = NewDisposeScope();
            using var keys = _layers[layer].Keys;
            using var values = _layers[layer].Values;
            _layers[layer] = (change(keys).DetachFromDisposeScope(), change(values).DetachFromDisposeScope());
        }
    }
}

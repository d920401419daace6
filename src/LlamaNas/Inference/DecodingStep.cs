using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>One new token for every row of a generation cache; each sees what its own row holds.</summary>
internal sealed class DecodingStep : AttentionPattern
{
    private readonly GenerationCache _cache;
    private readonly Dictionary<long, Tensor> _places;     // by number of heads: int64 [rows * keyValueHeads]
    private readonly Tensor _mask;           // FP32 [rows, 1, 1, 1, longest + 1]: 0 or -infinity

    /// <summary>A step; all tensors belong to the caller's scope.</summary>
    /// <param name="cache">What the sequences hold; call <see cref="GenerationCache.Advance"/> after the step.</param>
    /// <param name="keyValueHeads">Numbers of key/value heads that layers have.</param>
    /// <param name="device">The network's device.</param>
    public DecodingStep(GenerationCache cache, IEnumerable<int> keyValueHeads, Device device)
    {
        cache.MakeRoom();
        _cache = cache;
        Positions = tensor(cache.Lengths.Select(length => (long)length).ToArray(), device: device);
        _places = keyValueHeads.Distinct().ToDictionary(heads => (long)heads, heads => tensor(cache.Places(heads), device: device));
        var width = cache.Lengths.Max() + 1;
        var mask = new float[cache.Lengths.Count * width];
        for (var row = 0; row < cache.Lengths.Count; row++)
            mask.AsSpan((row * width) + cache.Lengths[row] + 1, width - cache.Lengths[row] - 1).Fill(float.NegativeInfinity);
        _mask = tensor(mask, [cache.Lengths.Count, 1, 1, 1, width], device: device);
    }

    /// <inheritdoc/>
    public override Tensor Positions { get; }

    /// <inheritdoc/>
    public override Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        using var scope = NewDisposeScope();
        var (keys, values) = _cache.Append(layer, _places[key.shape[1]], key, value);
        return Grouped(query.unsqueeze(2), keys, values, _mask).reshape(query.shape).MoveToOuterDisposeScope();   // [rows, heads, 1, headSize]
    }
}

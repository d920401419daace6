using System.Numerics.Tensors;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>Rows whose prompts Torch reads, and whose tokens <see cref="TokenForward"/> computes: each weight comes from memory once for all rows.</summary>
internal sealed class KernelRows : IGenerationRows
{
    private readonly SuperNetwork _network;
    private readonly SubNetwork _subNetwork;
    private readonly TokenForward _forward;
    private TokenText[] _texts;

    private KernelRows(SuperNetwork network, SubNetwork subNetwork, TokenForward forward, int rows)
    {
        (_network, _subNetwork, _forward) = (network, subNetwork, forward);
        _texts = [.. Enumerable.Range(0, rows).Select(_ => forward.Text())];
    }

    /// <summary>Rows for a sub-network; null where its weights are of a kind, or in a place, that only Torch knows.</summary>
    public static KernelRows? Create(SuperNetwork network, SubNetwork subNetwork, int rows) =>
        TokenForward.Create(network, subNetwork) is { } forward ? new KernelRows(network, subNetwork, forward, rows) : null;

    /// <inheritdoc/>
    public int Start(int row, int[] prompt)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var cache = new KeyValueCache();
        var last = SequenceDecoder.Last(_network, _subNetwork, prompt, cache);
        _texts[row].Cache.Fill(cache);
        return FusedVocabulary.MostProbable(_network, last)[0];
    }

    /// <inheritdoc/>
    public int[] Step(int[] tokens)
    {
        _forward.Read(tokens, _texts);
        return [.. _texts.Select(text => TensorPrimitives.IndexOfMax<float>(text.Logits))];
    }

    /// <inheritdoc/>
    public void Keep(IReadOnlyList<int> rows) => _texts = [.. rows.Select(row => _texts[row])];

    /// <inheritdoc/>
    public void Dispose() => _forward.Dispose();
}

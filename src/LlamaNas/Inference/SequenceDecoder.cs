using System.Numerics.Tensors;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace LlamaNas.Inference;

/// <summary>
/// One text, token by token: reads a prompt, then one token a step, and says what may come next. Torch reads the prompt; single tokens go through
/// <see cref="TokenForward"/> where that serves.
/// </summary>
internal sealed class SequenceDecoder : IDisposable
{
    private readonly SuperNetwork _network;
    private readonly SubNetwork _subNetwork;
    private readonly KeyValueCache _prompt = new();
    private readonly TokenForward? _forward;
    private readonly TokenText? _text;

    /// <summary>A decoder that has read nothing.</summary>
    /// <param name="network">The weights; stay the caller's.</param>
    /// <param name="subNetwork">What of them is used.</param>
    /// <param name="kernels">False to compute everything with Torch: the slow form, to compare with.</param>
    public SequenceDecoder(SuperNetwork network, SubNetwork subNetwork, bool kernels = true)
    {
        (_network, _subNetwork) = (network, subNetwork);
        _forward = kernels ? TokenForward.Create(network, subNetwork) : null;
        _text = _forward?.Text();
    }

    /// <summary>Reads tokens; returns the most probable next one.</summary>
    /// <param name="tokens">Token ids: any number at first, one at a time after that.</param>
    public int MostProbable(IReadOnlyList<int> tokens)
    {
        if (ReadOne(tokens) is { } logits)
            return TensorPrimitives.IndexOfMax(logits);

        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        return FusedVocabulary.MostProbable(_network, Last(tokens))[0];
    }

    /// <summary>Reads tokens; returns the logits of what may come next, <c>[vocabulary]</c>.</summary>
    /// <inheritdoc cref="MostProbable"/>
    public float[] Logits(IReadOnlyList<int> tokens)
    {
        if (ReadOne(tokens) is { } logits)
            return [.. logits];

        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        return _network.Logits(Last(tokens)).to(float32).cpu().data<float>().ToArray();
    }

    /// <summary>Frees the keys and values.</summary>
    public void Dispose()
    {
        _prompt.Dispose();
        _forward?.Dispose();
    }

    // Null where Torch reads: a prompt, or anything without kernels.
    private float[]? ReadOne(IReadOnlyList<int> tokens)
    {
        if (_forward is null || _text is null || tokens.Count != 1 || (_prompt.Length == 0 && _text.Cache.Length == 0))
            return null;

        if (_text.Cache.Length == 0)
        {
            _text.Cache.Fill(_prompt);
            _prompt.Dispose();
        }

        _forward.Read(tokens, [_text]);
        return _text.Logits;
    }

    private Tensor Last(IReadOnlyList<int> tokens) => Last(_network, _subNetwork, tokens, _prompt);

    /// <summary>Reads tokens with Torch.</summary>
    /// <param name="network">The weights.</param>
    /// <param name="subNetwork">What of them is used.</param>
    /// <param name="tokens">Token ids.</param>
    /// <param name="cache">What came before; grows by the tokens.</param>
    /// <returns>The last token's hidden state after the final norm, <c>[1, hidden]</c>, owned by the caller's scope.</returns>
    public static Tensor Last(SuperNetwork network, SubNetwork subNetwork, IReadOnlyList<int> tokens, KeyValueCache cache)
    {
        var device = network.Options.Device;
        var tokenIds = tensor(tokens.Select(token => (long)token).ToArray(), device: device);
        var hidden = network.Forward(tokenIds, new CachedSequence(cache, tokens.Count, device), subNetwork);
        return hidden.narrow(0, tokens.Count - 1, 1);
    }
}

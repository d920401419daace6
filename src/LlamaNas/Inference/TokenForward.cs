using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using LlamaNas.Tensors.Kernels;

namespace LlamaNas.Inference;

/// <summary>
/// One token of one or a few texts through a sub-network on the CPU, without Torch: matrix-vector products that are as fast as the weights come from memory, each
/// core with its share of the rows, each row for all texts. Activations are FP32; weights BF16, INT8 or INT4, keys and values BF16. The same function as
/// <see cref="DecoderLayer"/>'s, rounded less often.
/// </summary>
internal sealed class TokenForward : IDisposable
{
    private const long BytesPerMember = 1L << 20;        // below, a core more costs more time than it saves
    private readonly LlamaConfig _config;
    private readonly TokenLayer[] _layers;
    private readonly BFloat16WeightRows _embedding;
    private readonly IWeightRows _head;
    private readonly float[] _finalNorm;
    private readonly float[] _frequencies;
    private readonly int _largestWidth;
    private readonly CoreTeam _team;
    private readonly TokenScratch[] _scratch;            // one a member

    private TokenForward(SuperNetwork network, TokenLayer[] layers, BFloat16WeightRows embedding, IWeightRows head)
    {
        (_config, _layers, _embedding, _head) = (network.Config, layers, embedding, head);
        (_finalNorm, _frequencies) = (TokenLayer.Floats(network.Weights.FinalNorm), RotaryEmbedding.Frequencies(_config));
        _largestWidth = layers.Max(layer => layer.FeedForward?.Width ?? 0);
        var bytes = ((long)_config.VocabularySize * head.RowBytes) + layers.Sum(layer => layer.FeedForward?.Bytes ?? 0);
        _team = new CoreTeam((int)Math.Clamp(bytes / BytesPerMember, 1, Environment.ProcessorCount));
        var longest = Math.Max(Math.Max(_config.HiddenSize, _largestWidth), _config.HeadCount * _config.HeadSize);
        _scratch = [.. Enumerable.Range(0, _team.Members).Select(_ => new TokenScratch(longest, _config.HeadSize))];
    }

    /// <summary>A forward pass for a sub-network; null where its weights are of a kind, or in a place, that only Torch knows.</summary>
    public static TokenForward? Create(SuperNetwork network, SubNetwork subNetwork)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();           // ends the views of rounded layers; the network keeps their memory
        using var gradients = TorchSharp.torch.no_grad();
        if (!FusedLayer.Serves(network.Options) || !BFloat16WeightRows.Serves(network.Weights.Embedding) || network.Weights.Head.Rows is not { } head)
            return null;

        var layers = Enumerable.Range(0, subNetwork.Layers.Count).Select(subNetwork.Shape)
            .Select(shape => TokenLayer.Create(network.InBits(shape), shape, network.Config.KeyValueHeadsOf(shape.Layer))).ToArray();
        return layers.Any(layer => layer is null) ? null : new TokenForward(network, layers!, new BFloat16WeightRows(network.Weights.Embedding), head);
    }

    /// <summary>A text that has no token yet.</summary>
    public TokenText Text()
    {
        var (heads, keyValueHeads) = (_config.HeadCount * _config.HeadSize, _config.KeyValueHeadCount * _config.HeadSize);
        return new TokenText
        {
            Cache = new TokenCache([.. _layers.Select(layer => layer.Attention?.KeyValueHeads ?? 0)], _config.HeadSize),
            Hidden = new float[_config.HiddenSize],
            Query = new float[heads],
            Key = new float[keyValueHeads],
            Value = new float[keyValueHeads],
            Mixed = new float[heads],
            Channels = new float[_largestWidth],
            Cosines = new float[_frequencies.Length],
            Sines = new float[_frequencies.Length],
            Logits = new float[_config.VocabularySize],
        };
    }

    /// <summary>Reads one token of each text; their caches grow by it, and their logits say what may follow.</summary>
    public void Read(IReadOnlyList<int> tokens, TokenText[] texts)
    {
        foreach (var (text, token) in texts.Zip(tokens))
            Begin(text, token);
        var longest = texts.Max(text => text.Cache.Length) + 1;
        foreach (var scratch in _scratch)
            scratch.Reserve(texts.Length, longest);

        _team.Run(member =>
        {
            var step = new TokenStep(_team, member, _scratch[member], texts, _config);
            for (var layer = 0; layer < _layers.Length; layer++)
            {
                if (_layers[layer].Attention is { } attention)
                    step.Attention(layer, attention);
                if (_layers[layer].FeedForward is { } feedForward)
                    step.FeedForward(feedForward);
            }

            step.Vocabulary(_finalNorm, _head);
        });
        foreach (var text in texts)
            text.Cache.Length++;
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _team.Dispose();

    private void Begin(TokenText text, int token)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)_config.VocabularySize, nameof(token));
        text.Cache.Reserve(text.Cache.Length + 1);
        _embedding.Widen(token, text.Hidden);
        for (var pair = 0; pair < _frequencies.Length; pair++)
            (text.Sines[pair], text.Cosines[pair]) = MathF.SinCos(text.Cache.Length * _frequencies[pair]);
    }
}

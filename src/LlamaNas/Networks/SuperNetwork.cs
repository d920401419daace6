using LlamaNas.Checkpoints;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>
/// The elastic LLaMA: one set of weights, of which every sub-network uses some layers and the first channels of their feed-forward
/// blocks. The sub-network is an argument of each call; its weights are views.
/// </summary>
public sealed class SuperNetwork : IDisposable
{
    private readonly NetworkWeights _weights;
    private readonly Tensor _frequencies;

    internal SuperNetwork(NetworkWeights weights, NetworkOptions options)
    {
        (_weights, Options) = (weights, options);
        _frequencies = tensor(RotaryEmbedding.Frequencies(Config), device: options.Device).DetachFromDisposeScope();
    }

    /// <summary>Sizes and constants of the whole network.</summary>
    public LlamaConfig Config => _weights.Config;

    /// <summary>Device and element types.</summary>
    public NetworkOptions Options { get; }

    /// <summary>The weights by their checkpoint names. A tied output projection appears once, as the embedding.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _weights.Named;

    /// <summary>Weights in their places, for what builds other networks from this one.</summary>
    internal NetworkWeights Weights => _weights;

    /// <summary>Loads a checkpoint. Weights are read one by one, so no more than one tensor is held twice.</summary>
    public static SuperNetwork Load(Checkpoint checkpoint, NetworkOptions? options = null)
    {
        NativeEngine.Load();
        options ??= new NetworkOptions();
        var type = options.Weights.ToScalarType();
        var weights = NetworkWeights.From(
            checkpoint.Config, (name, _) => TensorLoader.Load(checkpoint, name, options.Device, type).DetachFromDisposeScope());
        return new SuperNetwork(weights, options);
    }

    /// <summary>A network with random weights; the same seed gives the same weights.</summary>
    public static SuperNetwork Random(LlamaConfig config, long seed, NetworkOptions? options = null)
    {
        NativeEngine.Load();
        options ??= new NetworkOptions();
        using var generator = new Generator((ulong)seed, CPU);
        return new SuperNetwork(RandomWeights.Create(config, generator, options), options);
    }

    /// <summary>The hidden states after the final norm.</summary>
    /// <param name="tokenIds">int64 <c>[tokens]</c>, on the network's device.</param>
    /// <param name="pattern">Positions, and which tokens see which.</param>
    /// <param name="subNetwork">The sub-network; must fit <see cref="Config"/>.</param>
    /// <returns><c>[tokens, hidden]</c> in the compute type, owned by the caller's scope.</returns>
    public Tensor Forward(Tensor tokenIds, AttentionPattern pattern, SubNetwork subNetwork) => Forward(tokenIds, pattern, subNetwork, observeChannels: null);

    /// <summary>The same, showing each kept layer's ordinal and feed-forward channels, <c>[tokens, width]</c>, on the way.</summary>
    internal Tensor Forward(Tensor tokenIds, AttentionPattern pattern, SubNetwork subNetwork, Action<int, Tensor>? observeChannels)
    {
        using var scope = NewDisposeScope();
        var fused = FusedLayer.Serves(Options);
        var (cosines, sines) = fused
            ? RotaryEmbedding.HalfAngles(_frequencies, pattern.Positions)
            : RotaryEmbedding.Angles(_frequencies, pattern.Positions, Options.ComputeType.ToScalarType());
        var context = new LayerContext(pattern, fused, cosines, sines, Config.HeadSize, Config.RmsNormEpsilon, observeChannels);
        var hidden = _weights.Embedding.index_select(0, tokenIds).to(float32);      // [tokens, hidden]
        for (var ordinal = 0; ordinal < subNetwork.Layers.Count; ordinal++)
        {
            using var before = hidden;
            var layer = _weights.Layers[subNetwork.Layers[ordinal]];
            hidden = layer.Forward(ordinal, before, subNetwork.FeedForwardWidths[ordinal], context);
        }

        return DecoderLayer.Norm(hidden, _weights.FinalNorm, context).MoveToOuterDisposeScope();
    }

    /// <summary>Scores of every vocabulary entry; <c>[n, hidden] -> [n, vocabulary]</c> in the compute type.</summary>
    public Tensor Logits(Tensor hidden) => _weights.Head.Apply(hidden);

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        foreach (var parameter in Parameters.Values)
            parameter.Dispose();
        _frequencies.Dispose();
    }
}

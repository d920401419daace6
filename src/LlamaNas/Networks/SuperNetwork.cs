using LlamaNas.Checkpoints;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>
/// The elastic LLaMA: one set of weights, of which every sub-network uses some layers, the first channels of their feed-forward blocks and the first
/// of their heads. The sub-network is an argument of each call; its weights are views, those of layers with fewer bits rounded once.
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

    /// <summary>Rounds the layers of sub-networks that name bits; null where only full precision is served. Disposed with the network.</summary>
    internal ILayerRounding? Rounding { get; init; }

    /// <summary>Weights in their places, for what builds other networks from this one.</summary>
    internal NetworkWeights Weights => _weights;

    /// <summary>Loads a checkpoint. Weights are read one by one, so no more than one tensor is held twice.</summary>
    /// <exception cref="LlamaNasException">The weights are quantized.</exception>
    public static SuperNetwork Load(Checkpoint checkpoint, NetworkOptions? options = null) => Load(checkpoint, options, rounding: null);

    /// <summary>The same, serving sub-networks whose layers have fewer bits.</summary>
    internal static SuperNetwork Load(Checkpoint checkpoint, NetworkOptions? options, ILayerRounding? rounding)
    {
        if (checkpoint.Quantization is { } quantization)
            throw new LlamaNasException($"{checkpoint.Folder}: the weights are quantized ({quantization.Name}), and can only be evaluated and run. Use the model that they were made of.");
        NativeEngine.Load();
        options ??= new NetworkOptions();
        var type = options.Weights.ToScalarType();
        var weights = NetworkWeights.From(
            checkpoint.Config, (name, _) => TensorLoader.Load(checkpoint, name, options.Device, type).DetachFromDisposeScope());
        return new SuperNetwork(weights, options) { Rounding = rounding };
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
        var context = Context(pattern, observeChannels);
        var hidden = Embed(tokenIds);
        for (var ordinal = 0; ordinal < subNetwork.Layers.Count; ordinal++)
        {
            using var before = hidden;
            hidden = Layer(ordinal, subNetwork.Shape(ordinal), before, context);
        }

        return FinalNorm(hidden, context).MoveToOuterDisposeScope();
    }

    /// <summary>First step of a forward pass: what its layers share. Its tensors belong to the caller's scope.</summary>
    internal LayerContext Context(AttentionPattern pattern, Action<int, Tensor>? observeChannels = null)
    {
        var fused = FusedLayer.Serves(Options);
        var (cosines, sines) = fused
            ? RotaryEmbedding.HalfAngles(_frequencies, pattern.Positions)
            : RotaryEmbedding.Angles(_frequencies, pattern.Positions, Options.ComputeType.ToScalarType());
        return new LayerContext(pattern, fused, cosines, sines, Config.HeadSize, Config.RmsNormEpsilon, observeChannels);
    }

    /// <summary>Second step: the residual stream before the first layer, FP32 <c>[tokens, hidden]</c>, owned by the caller's scope.</summary>
    internal Tensor Embed(Tensor tokenIds)
    {
        using var scope = NewDisposeScope();
        return _weights.Embedding.index_select(0, tokenIds).to(float32).MoveToOuterDisposeScope();
    }

    /// <summary>One layer: residual stream in and out, FP32 <c>[tokens, hidden]</c>, owned by the caller's scope.</summary>
    /// <param name="place">The pattern's place for the layer's keys and values; the layer's ordinal where one sub-network is computed.</param>
    /// <param name="shape">Layer of the super-network, and what stays of it.</param>
    /// <param name="hidden">The residual stream before it; stays the caller's.</param>
    /// <param name="context">From <see cref="Context"/>.</param>
    internal Tensor Layer(int place, LayerShape shape, Tensor hidden, in LayerContext context)
    {
        using var scope = NewDisposeScope();
        return Cut(shape).Forward(place, hidden, context).MoveToOuterDisposeScope();
    }

    private DecoderLayer Cut(LayerShape shape) => InBits(shape).Cut(shape, Config);

    /// <summary>The layer of a shape with its linear maps in the shape's bits, no smaller than the shape: the weights live as long as the network, views belong to the caller's scope.</summary>
    internal DecoderLayer InBits(LayerShape shape)
    {
        var layer = _weights.Layers[shape.Layer];
        return shape.Bits == SubNetwork.FullBits ? layer : Rounding?.Round(layer, shape, Config)
            ?? throw new LlamaNasException($"layer {shape.Layer} has {shape.Bits} bits, but this network serves full precision only. Leave 'bits' out, or open the model with ModelSession.");
    }

    /// <summary>Last step: the norm after the last layer, <c>[tokens, hidden]</c> in the compute type, owned by the caller's scope.</summary>
    internal Tensor FinalNorm(Tensor hidden, in LayerContext context)
    {
        using var scope = NewDisposeScope();
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
        Rounding?.Dispose();
    }
}

using LlamaNas.Checkpoints;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>A network's weights, by name and in their places.</summary>
internal sealed record NetworkWeights
{
    public required LlamaConfig Config { get; init; }
    public required IReadOnlyDictionary<string, Tensor> Named { get; init; }
    public required Tensor Embedding { get; init; }                // [vocabulary, hidden]
    public required Tensor FinalNorm { get; init; }                // [hidden]
    public required ILinear Head { get; init; }                    // [vocabulary, hidden]
    public required EquatableArray<DecoderLayer> Layers { get; init; }

    /// <summary>Puts every tensor of the layout in its place.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="create">Gives the tensor of a name and shape; called once a tensor, in layout order.</param>
    public static NetworkWeights From(LlamaConfig config, Func<string, EquatableArray<long>, Tensor> create)
    {
        var named = ParameterLayout.Of(config).ToDictionary(entry => entry.Name, entry => create(entry.Name, entry.Shape));
        return From(config, named, (name, _) => new DenseLinear(named[name]));
    }

    /// <summary>Puts maps of any kind in their places.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="named">All tensors; embedding and norms are dense.</param>
    /// <param name="map">Gives a layer's map: its name, and how many inputs it has.</param>
    public static NetworkWeights From(LlamaConfig config, IReadOnlyDictionary<string, Tensor> named, Func<string, int, ILinear> map)
    {
        var embedding = named[TensorNames.Embedding];
        return new NetworkWeights
        {
            Config = config,
            Named = named,
            Embedding = embedding,
            FinalNorm = named[TensorNames.FinalNorm],
            Head = new DenseLinear(config.TiedEmbeddings ? embedding : named[TensorNames.Head]),
            Layers = [.. Enumerable.Range(0, config.LayerCount).Select(Layer)],
        };

        DecoderLayer Layer(int layer)
        {
            var (heads, hidden, width) = (config.KeyValueHeadsOf(layer) * config.HeadsPerGroup, config.HiddenSize, config.FeedForwardWidths[layer]);
            ILinear Map(string part, int inputs, bool isThere) => isThere ? map(TensorNames.Layer(layer, part), inputs) : new DenseLinear(Nothing());
            Tensor Norm(string part, bool isThere) => isThere ? named[TensorNames.Layer(layer, part)] : Nothing();
            return new DecoderLayer
            {
                InputNorm = Norm(TensorNames.InputNorm, heads > 0),
                Query = Map(TensorNames.Query, hidden, heads > 0),
                Key = Map(TensorNames.Key, hidden, heads > 0),
                Value = Map(TensorNames.Value, hidden, heads > 0),
                Output = Map(TensorNames.Output, heads * config.HeadSize, heads > 0),
                PostAttentionNorm = Norm(TensorNames.PostAttentionNorm, width > 0),
                Gate = Map(TensorNames.Gate, hidden, width > 0),
                Up = Map(TensorNames.Up, hidden, width > 0),
                Down = Map(TensorNames.Down, width, width > 0),
                HasAttention = heads > 0,
                HasFeedForward = width > 0,
            };
        }

        static Tensor Nothing() => empty(0, 0).DetachFromDisposeScope();
    }
}

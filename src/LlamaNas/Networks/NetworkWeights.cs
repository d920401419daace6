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
            ILinear Map(string part, int inputs) => map(TensorNames.Layer(layer, part), inputs);
            var hidden = config.HiddenSize;
            return new DecoderLayer
            {
                InputNorm = named[TensorNames.Layer(layer, TensorNames.InputNorm)],
                Query = Map(TensorNames.Query, hidden),
                Key = Map(TensorNames.Key, hidden),
                Value = Map(TensorNames.Value, hidden),
                Output = Map(TensorNames.Output, config.HeadCount * config.HeadSize),
                PostAttentionNorm = named[TensorNames.Layer(layer, TensorNames.PostAttentionNorm)],
                Gate = Map(TensorNames.Gate, hidden),
                Up = Map(TensorNames.Up, hidden),
                Down = Map(TensorNames.Down, config.FeedForwardWidths[layer]),
            };
        }
    }
}

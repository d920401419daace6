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
        var embedding = named[TensorNames.Embedding];
        return new NetworkWeights
        {
            Config = config,
            Named = named,
            Embedding = embedding,
            FinalNorm = named[TensorNames.FinalNorm],
            Head = new DenseLinear(config.TiedEmbeddings ? embedding : named[TensorNames.Head]),
            Layers = [.. Enumerable.Range(0, config.LayerCount).Select(layer => Layer(named, layer))],
        };
    }

    private static DecoderLayer Layer(Dictionary<string, Tensor> named, int layer)
    {
        Tensor Part(string part) => named[TensorNames.Layer(layer, part)];
        return new DecoderLayer
        {
            InputNorm = Part(TensorNames.InputNorm),
            Query = new DenseLinear(Part(TensorNames.Query)),
            Key = new DenseLinear(Part(TensorNames.Key)),
            Value = new DenseLinear(Part(TensorNames.Value)),
            Output = new DenseLinear(Part(TensorNames.Output)),
            PostAttentionNorm = Part(TensorNames.PostAttentionNorm),
            Gate = new DenseLinear(Part(TensorNames.Gate)),
            Up = new DenseLinear(Part(TensorNames.Up)),
            Down = new DenseLinear(Part(TensorNames.Down)),
        };
    }
}

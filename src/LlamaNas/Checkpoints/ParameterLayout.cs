namespace LlamaNas.Checkpoints;

/// <summary>Names and shapes of all tensors of a network, in the order of the forward pass.</summary>
public static class ParameterLayout
{
    /// <summary>The tensors that a checkpoint of this configuration holds; a tied output projection is not listed, nor is what a layer lacks.</summary>
    public static IEnumerable<(string Name, EquatableArray<long> Shape)> Of(LlamaConfig config)
    {
        long hidden = config.HiddenSize;
        yield return (TensorNames.Embedding, [config.VocabularySize, hidden]);
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            foreach (var (part, shape) in Attention(hidden, config.KeyValueHeadsOf(layer) * (long)config.HeadSize, config.HeadsPerGroup).Concat(FeedForward(hidden, config.FeedForwardWidths[layer])))
                yield return (TensorNames.Layer(layer, part), shape);
        }

        yield return (TensorNames.FinalNorm, [hidden]);
        if (!config.TiedEmbeddings)
            yield return (TensorNames.Head, [config.VocabularySize, hidden]);
    }

    /// <summary>Numbers in all of them.</summary>
    public static long Count(LlamaConfig config) => Of(config).Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));

    private static IEnumerable<(string Part, EquatableArray<long> Shape)> Attention(long hidden, long keyValueChannels, long group) => keyValueChannels == 0 ? [] :
    [
        (TensorNames.InputNorm, [hidden]),
        (TensorNames.Query, [group * keyValueChannels, hidden]),
        (TensorNames.Key, [keyValueChannels, hidden]),
        (TensorNames.Value, [keyValueChannels, hidden]),
        (TensorNames.Output, [hidden, group * keyValueChannels]),
    ];

    private static IEnumerable<(string Part, EquatableArray<long> Shape)> FeedForward(long hidden, long width) => width == 0 ? [] :
    [
        (TensorNames.PostAttentionNorm, [hidden]),
        (TensorNames.Gate, [width, hidden]),
        (TensorNames.Up, [width, hidden]),
        (TensorNames.Down, [hidden, width]),
    ];
}

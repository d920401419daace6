namespace LlamaNas.Checkpoints;

/// <summary>Names and shapes of all tensors of a network, in the order of the forward pass.</summary>
public static class ParameterLayout
{
    /// <summary>The tensors that a checkpoint of this configuration holds; a tied output projection is not listed.</summary>
    public static IEnumerable<(string Name, EquatableArray<long> Shape)> Of(LlamaConfig config)
    {
        long hidden = config.HiddenSize, heads = config.HeadCount * config.HeadSize, keyValueHeads = config.KeyValueHeadCount * config.HeadSize;
        yield return (TensorNames.Embedding, [config.VocabularySize, hidden]);
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            long width = config.FeedForwardWidths[layer];
            yield return (TensorNames.Layer(layer, TensorNames.InputNorm), [hidden]);
            yield return (TensorNames.Layer(layer, TensorNames.Query), [heads, hidden]);
            yield return (TensorNames.Layer(layer, TensorNames.Key), [keyValueHeads, hidden]);
            yield return (TensorNames.Layer(layer, TensorNames.Value), [keyValueHeads, hidden]);
            yield return (TensorNames.Layer(layer, TensorNames.Output), [hidden, heads]);
            yield return (TensorNames.Layer(layer, TensorNames.PostAttentionNorm), [hidden]);
            yield return (TensorNames.Layer(layer, TensorNames.Gate), [width, hidden]);
            yield return (TensorNames.Layer(layer, TensorNames.Up), [width, hidden]);
            yield return (TensorNames.Layer(layer, TensorNames.Down), [hidden, width]);
        }

        yield return (TensorNames.FinalNorm, [hidden]);
        if (!config.TiedEmbeddings)
            yield return (TensorNames.Head, [config.VocabularySize, hidden]);
    }
}

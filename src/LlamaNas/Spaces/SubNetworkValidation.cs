using LlamaNas.Checkpoints;

namespace LlamaNas.Spaces;

/// <summary>What a sub-network must satisfy, each failure with both numbers.</summary>
internal static class SubNetworkValidation
{
    /// <inheritdoc cref="SubNetwork.Validate"/>
    public static void Check(SubNetwork subNetwork, LlamaConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        CheckShape(subNetwork);
        for (var index = 0; index < subNetwork.Layers.Count; index++)
        {
            var (layer, width) = (subNetwork.Layers[index], subNetwork.FeedForwardWidths[index]);
            if (layer >= config.LayerCount)
                throw Error($"layers[{index}] is {layer}, but the model has layers 0 to {config.LayerCount - 1}. Remove it, or use the model that this architecture was made for.");
            if (width > config.FeedForwardWidths[layer] && !subNetwork.SkipsFeedForward(index))
                throw Error($"ffn_widths[{index}] is {width}, but layer {layer} of the model has {config.FeedForwardWidths[layer]} channels. Use at most that.");
            if (subNetwork.SkipsAttention(index))
                continue;
            if (config.KeyValueHeadsOf(layer) == 0)
                throw Error($"layer {layer} of the model has no attention. Set skip_attention[{index}].");
            if (subNetwork.KeyValueHeads.Count > 0 && subNetwork.KeyValueHeads[index] > config.KeyValueHeadsOf(layer))
                throw Error($"kv_heads[{index}] is {subNetwork.KeyValueHeads[index]}, but layer {layer} of the model has {config.KeyValueHeadsOf(layer)} key/value heads. Use at most that.");
        }
    }

    /// <summary>Checks what needs no model.</summary>
    public static void CheckShape(SubNetwork subNetwork)
    {
        if (subNetwork.Layers.Count == 0)
            throw Error("'layers' is empty. Keep at least one layer.");
        if (subNetwork.FeedForwardWidths.Count != subNetwork.Layers.Count)
            throw Error($"{subNetwork.Layers.Count} layers but {subNetwork.FeedForwardWidths.Count} ffn_widths. Give one width per kept layer.");
        CheckCount(subNetwork, subNetwork.KeyValueHeads.Count, "kv_heads");
        CheckCount(subNetwork, subNetwork.SkipAttention.Count, "skip_attention");
        CheckCount(subNetwork, subNetwork.SkipFeedForward.Count, "skip_ffn");
        CheckCount(subNetwork, subNetwork.Bits.Count, "bits");
        for (var index = 0; index < subNetwork.Layers.Count; index++)
            CheckLayer(subNetwork, index);
    }

    private static void CheckLayer(SubNetwork subNetwork, int index)
    {
        var layer = subNetwork.Layers[index];
        if (layer < 0)
            throw Error($"layers[{index}] is {layer}. Layers are numbered from 0.");
        if (index > 0 && layer <= subNetwork.Layers[index - 1])
            throw Error($"layer {layer} follows layer {subNetwork.Layers[index - 1]}. List each kept layer once, ascending.");
        if (subNetwork.SkipsAttention(index) && subNetwork.SkipsFeedForward(index))
            throw Error($"layer {layer} skips both its attention and its feed-forward block. Drop the layer instead.");
        if (subNetwork.FeedForwardWidths[index] is var width && (width < 0 || (width == 0 && !subNetwork.SkipsFeedForward(index))))
            throw Error($"ffn_widths[{index}] is {width}. Use at least 1 channel, skip the block (skip_ffn), or drop the layer.");
        if (subNetwork.KeyValueHeads.Count > 0 && subNetwork.KeyValueHeads[index] is var heads && (heads < 0 || (heads == 0 && !subNetwork.SkipsAttention(index))))
            throw Error($"kv_heads[{index}] is {heads}. Use at least 1 head, or skip the attention (skip_attention).");
        if (subNetwork.BitsOf(index) is not (4 or 8 or SubNetwork.FullBits))
            throw Error($"bits[{index}] is {subNetwork.BitsOf(index)}. Use 16, 8 or 4.");
    }

    private static void CheckCount(SubNetwork subNetwork, int count, string name)
    {
        if (count != 0 && count != subNetwork.Layers.Count)
            throw Error($"{subNetwork.Layers.Count} layers but {count} {name}. Give one per kept layer, or leave {name} out.");
    }

    private static LlamaNasException Error(string what) => new($"architecture: {what}");
}

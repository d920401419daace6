using LlamaNas.Checkpoints;

namespace LlamaNas.Spaces;

/// <summary>One sub-network: the decoder layers that stay and the feed-forward width of each.</summary>
public sealed record SubNetwork
{
    /// <summary>Indices of the kept decoder layers in the super-network, 0-based, ascending.</summary>
    public required EquatableArray<int> Layers { get; init; }

    /// <summary>Feed-forward width in channels per kept layer, same order as <see cref="Layers"/>.</summary>
    public required EquatableArray<int> FeedForwardWidths { get; init; }

    /// <summary>The whole network.</summary>
    public static SubNetwork Full(LlamaConfig config) =>
        new() { Layers = [.. Enumerable.Range(0, config.LayerCount)], FeedForwardWidths = config.FeedForwardWidths };

    /// <summary>Checks that this is a canonical sub-network of a model: layers that it has, ascending, each at most as wide as there.</summary>
    /// <param name="config">The super-network's sizes.</param>
    /// <exception cref="LlamaNasException">The first thing that does not fit, with both numbers.</exception>
    public void Validate(LlamaConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        ValidateShape();
        for (var index = 0; index < Layers.Count; index++)
        {
            var (layer, width) = (Layers[index], FeedForwardWidths[index]);
            if (layer >= config.LayerCount)
                throw new LlamaNasException($"architecture: layers[{index}] is {layer}, but the model has layers 0 to {config.LayerCount - 1}. "
                    + "Remove it, or use the model that this architecture was made for.");
            if (width > config.FeedForwardWidths[layer])
                throw new LlamaNasException($"architecture: ffn_widths[{index}] is {width}, but layer {layer} of the model has "
                    + $"{config.FeedForwardWidths[layer]} channels. Use at most that.");
        }
    }

    /// <summary>Checks what needs no model: at least one layer, ascending, one positive width each.</summary>
    internal void ValidateShape()
    {
        if (Layers.Count == 0)
            throw new LlamaNasException("architecture: 'layers' is empty. Keep at least one layer.");
        if (FeedForwardWidths.Count != Layers.Count)
            throw new LlamaNasException($"architecture: {Layers.Count} layers but {FeedForwardWidths.Count} ffn_widths. Give one width per kept layer.");
        for (var index = 0; index < Layers.Count; index++)
        {
            if (Layers[index] < 0)
                throw new LlamaNasException($"architecture: layers[{index}] is {Layers[index]}. Layers are numbered from 0.");
            if (index > 0 && Layers[index] <= Layers[index - 1])
                throw new LlamaNasException($"architecture: layer {Layers[index]} follows layer {Layers[index - 1]}. List each kept layer once, ascending.");
            if (FeedForwardWidths[index] < 1)
                throw new LlamaNasException($"architecture: ffn_widths[{index}] is {FeedForwardWidths[index]}. Use at least 1 channel, or drop the layer.");
        }
    }

    /// <summary>The JSON text form, e.g. <c>{"layers":[0,1],"ffn_widths":[1536,768]}</c>.</summary>
    public override string ToString() => SubNetworkJson.Print(this);
}

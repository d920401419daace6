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

    /// <summary>The JSON text form, e.g. <c>{"layers":[0,1],"ffn_widths":[1536,768]}</c>.</summary>
    public override string ToString() => $"{{\"layers\":{Layers},\"ffn_widths\":{FeedForwardWidths}}}";
}

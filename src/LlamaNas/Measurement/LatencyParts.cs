using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>The parts whose costs add up to a network's: what every network has, and each layer's attention and feed-forward block.</summary>
internal static class LatencyParts
{
    /// <summary>Embedding, final norm, output projection, and what a call costs.</summary>
    public const string Base = "embedding and output";

    /// <summary>A layer's attention with all its heads, and its norm.</summary>
    public const string AllHeads = "attention";

    /// <summary>A layer's attention with its norm.</summary>
    /// <param name="heads">Key/value heads.</param>
    public static string Attention(int heads) => heads == LayerShape.AllHeads ? AllHeads : $"attention {heads}";

    /// <summary>A layer's feed-forward block with its norm.</summary>
    public static string FeedForward(int width) => $"feed-forward {width}";

    /// <summary>Parts of a sub-network, and how often each occurs; what is skipped costs nothing.</summary>
    public static IEnumerable<(string Part, int Count)> Of(SubNetwork subNetwork)
    {
        LayerShape[] shapes = [.. Enumerable.Range(0, subNetwork.Layers.Count).Select(subNetwork.Shape)];
        return
        [
            (Base, 1),
            .. shapes.Where(shape => shape.KeyValueHeads > 0).CountBy(shape => Attention(shape.KeyValueHeads)).Select(part => (part.Key, part.Value)),
            .. shapes.Where(shape => shape.FeedForwardWidth > 0).CountBy(shape => FeedForward(shape.FeedForwardWidth)).Select(part => (part.Key, part.Value)),
        ];
    }
}

namespace LlamaNas.Spaces;

/// <summary>What stays of one layer: layers with equal shapes compute the same.</summary>
/// <param name="Layer">Layer of the super-network.</param>
/// <param name="FeedForwardWidth">Feed-forward channels; 0: no feed-forward block.</param>
/// <param name="KeyValueHeads">Key/value heads, each with its query heads; 0: no attention, <see cref="AllHeads"/>: all that the layer has.</param>
/// <param name="Bits">Bits of the linear maps' weights: 16 as the run's precision, 8 or 4.</param>
internal readonly record struct LayerShape(int Layer, int FeedForwardWidth, int KeyValueHeads, int Bits) : IComparable<LayerShape>
{
    /// <summary>All heads that the layer has.</summary>
    public const int AllHeads = int.MaxValue;

    /// <summary>A layer with all its heads in full precision.</summary>
    public static LayerShape Of(int layer, int width) => new(layer, width, AllHeads, SubNetwork.FullBits);

    /// <summary>By layer, then width, then heads, then bits.</summary>
    public int CompareTo(LayerShape other) => (Layer, FeedForwardWidth, KeyValueHeads, Bits).CompareTo((other.Layer, other.FeedForwardWidth, other.KeyValueHeads, other.Bits));
}

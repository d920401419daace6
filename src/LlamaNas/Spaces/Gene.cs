namespace LlamaNas.Spaces;

/// <summary>What a gene chooses.</summary>
internal enum GeneKind
{
    /// <summary>How many layers stay.</summary>
    LayerCount,

    /// <summary>Whether one layer stays: 0 or 1.</summary>
    KeepLayer,

    /// <summary>Which blocks one layer has: 1 attention only, 2 feed-forward only, 3 both.</summary>
    Blocks,

    /// <summary>The feed-forward width of one layer, in channels.</summary>
    FeedForwardWidth,

    /// <summary>The key/value heads of one layer.</summary>
    KeyValueHeads,

    /// <summary>The bits of one layer's linear maps.</summary>
    Bits,
}

/// <summary>One dimension of a search space. The last option is always the largest network's.</summary>
/// <param name="Kind">What it chooses.</param>
/// <param name="Layer">The layer that it belongs to; -1 for the whole network. A gene of an absent layer or block means nothing.</param>
/// <param name="Options">The values to choose from, ascending; a genotype holds the index.</param>
internal sealed record Gene(GeneKind Kind, int Layer, EquatableArray<int> Options);

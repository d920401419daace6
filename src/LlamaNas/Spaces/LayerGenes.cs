namespace LlamaNas.Spaces;

/// <summary>Places of one layer's genes in a genotype; -1 where a layer has no such gene.</summary>
/// <param name="Keep">Whether the layer stays.</param>
/// <param name="Blocks">Which blocks it has.</param>
/// <param name="Width">Its feed-forward width.</param>
/// <param name="Heads">Its key/value heads.</param>
/// <param name="Bits">Its bits.</param>
internal readonly record struct LayerGenes(int Keep, int Blocks, int Width, int Heads, int Bits)
{
    /// <summary>Values of a gene of kind <see cref="GeneKind.Blocks"/>.</summary>
    public const int AttentionOnly = 1, FeedForwardOnly = 2, Both = 3;

    /// <summary>Adds a layer's genes to those of a space: blocks before what belongs to a block.</summary>
    public static LayerGenes Add(List<Gene> genes, SearchSpace space, int layer)
    {
        return new LayerGenes(
            Add(GeneKind.KeepLayer, space.Layers is FreeLayers free && free.Droppable.Contains(layer) ? [0, 1] : []),
            Add(GeneKind.Blocks, Options(space, layer)),
            Add(GeneKind.FeedForwardWidth, space.FeedForwardWidths[layer]),
            Add(GeneKind.KeyValueHeads, space.KeyValueHeads.Count == 0 ? [] : space.KeyValueHeads[layer]),
            Add(GeneKind.Bits, space.Bits));

        int Add(GeneKind kind, EquatableArray<int> options)
        {
            if (options.Count == 0)
                return -1;
            genes.Add(new Gene(kind, layer, options));
            return genes.Count - 1;
        }
    }

    private static EquatableArray<int> Options(SearchSpace space, int layer) =>
        (space.SkippableFeedForward.Contains(layer), space.SkippableAttention.Contains(layer)) switch
        {
            (true, true) => [AttentionOnly, FeedForwardOnly, Both],
            (true, false) => [AttentionOnly, Both],
            (false, true) => [FeedForwardOnly, Both],
            _ => [],
        };
}

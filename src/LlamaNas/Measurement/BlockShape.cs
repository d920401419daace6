using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>The two blocks of a layer.</summary>
internal enum BlockKind
{
    /// <summary>Attention with its norm.</summary>
    Attention,

    /// <summary>The feed-forward block with its norm.</summary>
    FeedForward,
}

/// <summary>A block of a layer as far as its time depends on it: blocks of one shape cost the same in every layer.</summary>
/// <param name="Kind">Which block.</param>
/// <param name="Size">Key/value heads, each with its query heads, or feed-forward channels; at least 1.</param>
/// <param name="Bits">Bits of its linear maps: 16 (the run's precision), 8 or 4.</param>
internal readonly record struct BlockShape(BlockKind Kind, int Size, int Bits)
{
    /// <summary>Name in a latency table, e.g. <c>attention 3</c> or <c>feed-forward 1536, 8 bits</c>; 16 bits are not named.</summary>
    public string Part => (Kind == BlockKind.Attention ? $"attention {Size}" : $"feed-forward {Size}") + (Bits == SubNetwork.FullBits ? "" : $", {Bits} bits");

    /// <summary>Blocks of a sub-network, layer after layer; what is skipped is no block.</summary>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="subNetwork">The sub-network.</param>
    public static IEnumerable<BlockShape> Of(LlamaConfig config, SubNetwork subNetwork) => Enumerable.Range(0, subNetwork.Layers.Count)
        .Select(subNetwork.Shape)
        .SelectMany(shape => (BlockShape[])[
            new(BlockKind.Attention, Math.Min(shape.KeyValueHeads, config.KeyValueHeadsOf(shape.Layer)), shape.Bits),
            new(BlockKind.FeedForward, shape.FeedForwardWidth, shape.Bits)])
        .Where(block => block.Size > 0);

    /// <summary>
    /// Blocks of all of a space's members and of the full network, each once: attention before feed-forward, by size, then bits. Sizes of the super-network
    /// are among them in all bits.
    /// </summary>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="space">The space.</param>
    public static IReadOnlyList<BlockShape> Of(LlamaConfig config, SearchSpace space)
    {
        return
        [
            .. Shapes(BlockKind.Attention, space.KeyValueHeads, config.KeyValueHeadsByLayer),
            .. Shapes(BlockKind.FeedForward, space.FeedForwardWidths, config.FeedForwardWidths),
        ];

        IEnumerable<BlockShape> Shapes(BlockKind kind, IEnumerable<EquatableArray<int>> options, IEnumerable<int> full) => options
            .SelectMany(sizes => sizes)
            .Concat(full)
            .SelectMany(size => space.Bits.Select(bits => new BlockShape(kind, size, bits)))
            .Concat((space.Bits.Count == 0 ? options.SelectMany(sizes => sizes) : []).Concat(full).Select(size => new BlockShape(kind, size, SubNetwork.FullBits)))
            .Where(block => block.Size > 0)
            .Distinct()
            .OrderBy(block => block.Size)
            .ThenBy(block => block.Bits);
    }
}

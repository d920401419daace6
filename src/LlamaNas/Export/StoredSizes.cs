using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Export;

/// <summary>
/// The sizes in which a format stores a sub-network: its own where the format can say them, else larger ones, whose further channels and heads are zeros. A
/// head that is zeros attends to everything alike and finds zeros there.
/// </summary>
internal static class StoredSizes
{
    private const int LeastWidth = 32; // of a block of zeros, where a format cannot leave the block out

    /// <summary>Exactly the sub-network's; layers that are alike have their sizes in the fields that all layers share.</summary>
    public static LlamaConfig Exact(LlamaConfig config, SubNetwork subNetwork)
    {
        var own = subNetwork.SizesIn(config);
        return IsUniform(own) ? WithHeads(own, own.KeyValueHeadsOf(0)) : own;
    }

    /// <summary>All layers alike, as large as the largest needs.</summary>
    public static LlamaConfig Padded(LlamaConfig config, SubNetwork subNetwork)
    {
        var own = subNetwork.SizesIn(config);
        var width = own.FeedForwardWidths.Max() is > 0 and var widest ? widest : LeastWidth;
        return WithHeads(own, Math.Max(1, own.KeyValueHeadsByLayer.Max())) with { FeedForwardWidths = [.. own.FeedForwardWidths.Select(_ => width)] };
    }

    /// <summary>Widths that a multiplier can say, one number of heads where there is attention. vLLM's first layer cannot do without attention.</summary>
    public static LlamaConfig BlockConfigured(LlamaConfig config, SubNetwork subNetwork)
    {
        var own = subNetwork.SizesIn(config);
        var most = Math.Max(1, own.KeyValueHeadsByLayer.Max());
        EquatableArray<int> heads = [.. own.KeyValueHeadsByLayer.Select((count, layer) => layer == 0 || count > 0 ? most : 0)];
        return WithHeads(own, most) with { FeedForwardWidths = [.. own.FeedForwardWidths.Select(BlockConfigs.Expressible)], KeyValueHeads = heads.Contains(0) ? heads : [] };
    }

    /// <summary>Exact, but for layers without a feed-forward block: llama.cpp skips all of a layer whose width is 0.</summary>
    public static LlamaConfig Gguf(LlamaConfig config, SubNetwork subNetwork) =>
        Exact(config, subNetwork) is var exact && exact.FeedForwardWidths.Contains(0)
            ? exact with { FeedForwardWidths = [.. exact.FeedForwardWidths.Select(width => width == 0 ? LeastWidth : width)] }
            : exact;

    /// <summary>Whether all layers have the same sizes and lack nothing.</summary>
    public static bool IsUniform(LlamaConfig sizes) =>
        sizes.FeedForwardWidths.Distinct().ToArray() is [> 0] && sizes.KeyValueHeadsByLayer.Distinct().ToArray() is [> 0];

    private static LlamaConfig WithHeads(LlamaConfig sizes, int keyValueHeads) =>
        sizes with { HeadCount = sizes.HeadsPerGroup * keyValueHeads, KeyValueHeadCount = keyValueHeads, KeyValueHeads = [] };
}

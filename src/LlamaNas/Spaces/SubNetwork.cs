using LlamaNas.Checkpoints;

namespace LlamaNas.Spaces;

/// <summary>
/// One sub-network: the decoder layers that stay and what stays of each. All but layers and widths is optional; absent (empty) means in full. Equal
/// networks are equal values in their canonical form (<see cref="Canonical(LlamaConfig)"/>).
/// </summary>
public sealed record SubNetwork
{
    /// <summary>Bits of a weight that is not quantized: the precision of the run.</summary>
    internal const int FullBits = 16;

    /// <summary>Indices of the kept decoder layers in the super-network, 0-based, ascending.</summary>
    public required EquatableArray<int> Layers { get; init; }

    /// <summary>Feed-forward width in channels per kept layer, same order as <see cref="Layers"/>; 0 where the block is skipped.</summary>
    public required EquatableArray<int> FeedForwardWidths { get; init; }

    /// <summary>Kept key/value heads per kept layer, each with its query heads, the first ones; 0 where attention is skipped. Empty: all of them.</summary>
    public EquatableArray<int> KeyValueHeads { get; init; }

    /// <summary>Whether a kept layer lacks its attention. Empty: none does.</summary>
    public EquatableArray<bool> SkipAttention { get; init => field = value.Contains(true) ? value : []; }

    /// <summary>Whether a kept layer lacks its feed-forward block. Empty: none does.</summary>
    public EquatableArray<bool> SkipFeedForward { get; init => field = value.Contains(true) ? value : []; }

    /// <summary>Bits of the linear maps' weights per kept layer: 16 (as the run's precision), 8 or 4. Empty: 16 everywhere.</summary>
    public EquatableArray<int> Bits { get; init => field = value.Any(bits => bits != FullBits) ? value : []; }

    /// <summary>The whole network.</summary>
    public static SubNetwork Full(LlamaConfig config) => new()
    {
        Layers = [.. Enumerable.Range(0, config.LayerCount)],
        FeedForwardWidths = config.FeedForwardWidths,
        SkipAttention = [.. Enumerable.Range(0, config.LayerCount).Select(layer => config.KeyValueHeadsOf(layer) == 0)],
        SkipFeedForward = [.. config.FeedForwardWidths.Select(width => width == 0)],
    };

    /// <summary>What stays of a kept layer.</summary>
    /// <param name="ordinal">0-based place among the kept layers.</param>
    internal LayerShape Shape(int ordinal) => new(
        Layers[ordinal],
        SkipsFeedForward(ordinal) ? 0 : FeedForwardWidths[ordinal],
        SkipsAttention(ordinal) ? 0 : KeyValueHeads.Count == 0 ? LayerShape.AllHeads : KeyValueHeads[ordinal],
        BitsOf(ordinal));

    internal bool SkipsAttention(int ordinal) => SkipAttention.Count > 0 && SkipAttention[ordinal];

    internal bool SkipsFeedForward(int ordinal) => SkipFeedForward.Count > 0 && SkipFeedForward[ordinal];

    internal int BitsOf(int ordinal) => Bits.Count == 0 ? FullBits : Bits[ordinal];

    /// <summary>The sizes of a network that is this sub-network and nothing else.</summary>
    internal LlamaConfig SizesIn(LlamaConfig config)
    {
        EquatableArray<int> heads = [.. Layers.Select((layer, ordinal) => Math.Min(Shape(ordinal).KeyValueHeads, config.KeyValueHeadsOf(layer)))];
        return config with
        {
            FeedForwardWidths = [.. Layers.Select((_, ordinal) => Shape(ordinal).FeedForwardWidth)],
            KeyValueHeads = heads.All(count => count == config.KeyValueHeadCount) ? [] : heads,
        };
    }

    /// <summary>The one form of all values that mean this network in a model: what is full is absent, what is skipped counts 0.</summary>
    /// <param name="config">The super-network's sizes.</param>
    public SubNetwork Canonical(LlamaConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Canonical(config.KeyValueHeadsOf);
    }

    /// <summary>The same, where key/value heads that each layer of the super-network has are known otherwise.</summary>
    internal SubNetwork Canonical(Func<int, int> keyValueHeadsOf)
    {
        var canonical = Canonical();
        var full = canonical.KeyValueHeads.Index().All(head => canonical.SkipsAttention(head.Index) || head.Item == keyValueHeadsOf(Layers[head.Index]));
        return full ? canonical with { KeyValueHeads = [] } : canonical;
    }

    /// <summary>The same where the model is not known.</summary>
    internal SubNetwork Canonical() => this with
    {
        FeedForwardWidths = [.. FeedForwardWidths.Select((width, ordinal) => SkipsFeedForward(ordinal) ? 0 : width)],
        KeyValueHeads = [.. KeyValueHeads.Select((heads, ordinal) => SkipsAttention(ordinal) ? 0 : heads)],
    };

    /// <summary>Checks that this is a sub-network of a model: layers that it has, ascending, nothing of them larger than there.</summary>
    /// <param name="config">The super-network's sizes.</param>
    /// <exception cref="LlamaNasException">The first thing that does not fit, with both numbers.</exception>
    public void Validate(LlamaConfig config) => SubNetworkValidation.Check(this, config);

    /// <summary>The JSON text form, e.g. <c>{"layers":[0,1],"ffn_widths":[1536,768]}</c>.</summary>
    public override string ToString() => SubNetworkJson.Print(this);
}

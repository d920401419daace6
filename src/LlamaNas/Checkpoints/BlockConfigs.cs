using System.Text.Json.Nodes;

namespace LlamaNas.Checkpoints;

/// <summary>
/// <c>block_configs</c> of config.json: the sizes of each layer as Nemotron-NAS and DeciLM write them, and vLLM and llama.cpp's converter read them. A
/// feed-forward width is a multiple of 256 there, said as a multiplier of the hidden size.
/// </summary>
internal static class BlockConfigs
{
    /// <summary>The <c>model_type</c> of such networks.</summary>
    public const string ModelType = "nemotron-nas";

    private const int Step = 256;
    private const double LargestMultiplier = 64;

    /// <summary>The smallest width that a multiplier can say and that holds a given one.</summary>
    public static int Expressible(int width) => (width + Step - 1) / Step * Step;

    /// <summary>The multiplier (<c>ffn_mult</c>) of an expressible width.</summary>
    public static double Multiplier(int width, int hidden) => 3.0 * width / (2.0 * hidden);

    /// <summary>The width of a multiplier, as the programs above compute it.</summary>
    public static int Width(double multiplier, int hidden) => Expressible((int)(2 * multiplier * hidden / 3));

    /// <summary>The field.</summary>
    /// <param name="config">Sizes of the stored tensors.</param>
    /// <param name="multipliers">Whether widths are said as multipliers too, which old readers need; they must be expressible then.</param>
    public static JsonArray Write(LlamaConfig config, bool multipliers) => [.. config.FeedForwardWidths.Select(width => new JsonObject
    {
        ["attention"] = new JsonObject
        {
            ["n_heads_in_group"] = config.HeadCount / config.KeyValueHeadCount,
            ["no_op"] = false,
            ["replace_with_linear"] = false,
        },
        ["ffn"] = FeedForward(width, multipliers ? Multiplier(width, config.HiddenSize) : null),
    })];

    /// <summary>The feed-forward widths that the field says; null where it is absent.</summary>
    public static EquatableArray<int>? Widths(ConfigFields fields, int layers)
    {
        if (fields.List("block_configs") is not { } blocks)
            return null;
        if (blocks.Count != layers)
            throw fields.Error($"block_configs has {blocks.Count} entries, but num_hidden_layers is {layers}");

        return [.. blocks.Select(block => Width(fields, block))];
    }

    private static JsonObject FeedForward(int width, double? multiplier)
    {
        var json = new JsonObject { ["intermediate_size"] = width, ["no_op"] = false, ["replace_with_linear"] = false };
        if (multiplier is { } said)
            json["ffn_mult"] = said;
        return json;
    }

    private static int Width(ConfigFields fields, ConfigFields block)
    {
        var feedForward = block.Within("ffn") ?? throw fields.Error("an entry of block_configs has no 'ffn'");
        if (feedForward.Has("intermediate_size"))
            return feedForward.Size("intermediate_size");
        var multiplier = feedForward.Required("ffn_mult");
        return multiplier <= LargestMultiplier
            ? Width(multiplier, fields.Size("hidden_size"))
            : throw fields.Error($"ffn_mult {multiplier} is larger than {LargestMultiplier}");
    }
}

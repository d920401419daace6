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
    public static JsonArray Write(LlamaConfig config, bool multipliers) => [.. Enumerable.Range(0, config.LayerCount).Select(layer => new JsonObject
    {
        ["attention"] = Attention(config, config.KeyValueHeadsOf(layer)),
        ["ffn"] = FeedForward(config.FeedForwardWidths[layer], multipliers ? Multiplier(config.FeedForwardWidths[layer], config.HiddenSize) : null),
    })];

    /// <summary>The feed-forward widths and key/value heads that the field says, 0 for what a layer lacks; null where it is absent.</summary>
    public static IReadOnlyList<(int Width, int KeyValueHeads)>? Read(ConfigFields fields, int layers)
    {
        if (fields.List("block_configs") is not { } blocks)
            return null;
        if (blocks.Count != layers)
            throw fields.Error($"block_configs has {blocks.Count} entries, but num_hidden_layers is {layers}");

        return [.. blocks.Select(block => (Width(fields, block), KeyValueHeads(fields, block)))];
    }

    // The number of query heads is written where it is not the network's; vLLM knows no such layers.
    private static JsonObject Attention(LlamaConfig config, int keyValueHeads)
    {
        var json = new JsonObject { ["n_heads_in_group"] = config.HeadsPerGroup, ["no_op"] = keyValueHeads == 0, ["replace_with_linear"] = false };
        if (keyValueHeads > 0 && keyValueHeads != config.KeyValueHeadCount)
            json["num_attention_heads"] = config.HeadsPerGroup * keyValueHeads;
        return json;
    }

    private static JsonObject FeedForward(int width, double? multiplier)
    {
        var json = new JsonObject { ["no_op"] = width == 0, ["replace_with_linear"] = false };
        if (width > 0)
            json["intermediate_size"] = width;
        if (width > 0 && multiplier is { } said)
            json["ffn_mult"] = said;
        return json;
    }

    private static int Width(ConfigFields fields, ConfigFields block)
    {
        var feedForward = Part(fields, block, "ffn");
        if (feedForward.Flag("no_op"))
            return 0;
        if (feedForward.Has("intermediate_size"))
            return feedForward.Size("intermediate_size");
        var multiplier = feedForward.Required("ffn_mult");
        return multiplier <= LargestMultiplier
            ? Width(multiplier, fields.Size("hidden_size"))
            : throw fields.Error($"ffn_mult {multiplier} is larger than {LargestMultiplier}");
    }

    private static int KeyValueHeads(ConfigFields fields, ConfigFields block)
    {
        var attention = Part(fields, block, "attention");
        if (attention.Flag("no_op"))
            return 0;
        var (heads, group) = ((attention.Has("num_attention_heads") ? attention : fields).Size("num_attention_heads"), attention.Size("n_heads_in_group"));
        return heads % group == 0 && group == Group(fields) ? heads / group : throw fields.Error($"{group} of {heads} heads share a key/value head in one layer, {Group(fields)} in another, which is not supported");
    }

    /// <summary>Query heads that share a key/value head, as the first layer with attention says; null where the field is absent.</summary>
    public static int? Group(ConfigFields fields) => fields.List("block_configs")?.Select(block => Part(fields, block, "attention"))
        .FirstOrDefault(attention => !attention.Flag("no_op"))?.Size("n_heads_in_group");

    private static ConfigFields Part(ConfigFields fields, ConfigFields block, string name)
    {
        var part = block.Within(name) ?? throw fields.Error($"an entry of block_configs has no '{name}'");
        return part.Flag("replace_with_linear") ? throw fields.Error($"block_configs replaces '{name}' with a linear map, which is not supported") : part;
    }
}

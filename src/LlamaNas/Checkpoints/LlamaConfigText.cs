using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlamaNas.Checkpoints;

/// <summary>config.json of a network whose sizes come from elsewhere.</summary>
internal static class LlamaConfigText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The text; <see cref="LlamaConfigFile"/> reads the same sizes from it.</summary>
    public static string Print(LlamaConfig config)
    {
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray("LlamaForCausalLM"),
            ["model_type"] = "llama",
            ["hidden_size"] = config.HiddenSize,
            ["num_hidden_layers"] = config.LayerCount,
            ["num_attention_heads"] = config.HeadCount,
            ["num_key_value_heads"] = config.KeyValueHeadCount,
            ["head_dim"] = config.HeadSize,
            ["hidden_act"] = "silu",
            ["vocab_size"] = config.VocabularySize,
            ["max_position_embeddings"] = config.MaximumPositions,
            ["rms_norm_eps"] = config.RmsNormEpsilon,
            ["rope_theta"] = config.RopeTheta,
            ["tie_word_embeddings"] = config.TiedEmbeddings,
            ["attention_bias"] = false,
            ["mlp_bias"] = false,
        };
        if (config.BeginOfSequenceId is { } begin)
            json["bos_token_id"] = begin;
        if (config.EndOfSequenceIds is { Count: > 0 } ends)
            json["eos_token_id"] = ends.Count == 1 ? ends[0] : new JsonArray([.. ends.Select(id => JsonValue.Create(id))]);
        if (config.RopeScaling is { } scaling)
            json["rope_scaling"] = Scaling(scaling);
        AddWidths(json, config);
        return json.ToJsonString(Indented) + "\n";
    }

    /// <summary>Sets the fields of feed-forward widths: one for all layers, and where they differ one each.</summary>
    public static void AddWidths(JsonObject json, LlamaConfig config)
    {
        json["intermediate_size"] = config.FeedForwardWidths.Max();
        if (config.FeedForwardWidths.Distinct().Count() > 1)
        {
            json["per_layer_config"] = new JsonObject(config.FeedForwardWidths.Index().Select(layer => KeyValuePair.Create(
                layer.Index.ToString(CultureInfo.InvariantCulture), (JsonNode?)new JsonObject { ["intermediate_size"] = layer.Item })));
        }
    }

    private static JsonObject Scaling(RopeScaling scaling) => new()
    {
        ["rope_type"] = "llama3",
        ["factor"] = scaling.Factor,
        ["low_freq_factor"] = scaling.LowFrequencyFactor,
        ["high_freq_factor"] = scaling.HighFrequencyFactor,
        ["original_max_position_embeddings"] = scaling.OriginalMaximumPositions,
    };
}

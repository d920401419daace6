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
        AddSizes(json, config);
        return json.ToJsonString(Indented) + "\n";
    }

    /// <summary>Sets the fields of heads and feed-forward widths: those of most layers, and where layers differ those of each; 0 where a layer lacks a block.</summary>
    public static void AddSizes(JsonObject json, LlamaConfig config)
    {
        json["num_attention_heads"] = config.HeadCount;
        json["num_key_value_heads"] = config.KeyValueHeadCount;
        json["head_dim"] = config.HeadSize;
        json["intermediate_size"] = config.FeedForwardWidths.Max();
        var headsDiffer = config.KeyValueHeads.Count > 0;
        if (!headsDiffer && config.FeedForwardWidths.Distinct().Count() == 1)
            return;

        var layers = new JsonObject();
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            var sizes = new JsonObject { ["intermediate_size"] = config.FeedForwardWidths[layer] };
            if (headsDiffer)
            {
                sizes["num_attention_heads"] = config.HeadsPerGroup * config.KeyValueHeadsOf(layer);
                sizes["num_key_value_heads"] = config.KeyValueHeadsOf(layer);
            }

            layers[layer.ToString(CultureInfo.InvariantCulture)] = sizes;
        }

        json["per_layer_config"] = layers;
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

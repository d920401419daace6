using System.Globalization;
using System.Text.Json;

namespace LlamaNas.Checkpoints;

/// <summary>Reads config.json. What the network cannot do is refused here, by name.</summary>
public static class LlamaConfigFile
{
    /// <summary>Name of the file in a model folder.</summary>
    public const string Name = "config.json";

    private static readonly string[] Architectures = ["LlamaForCausalLM", "DeciLMForCausalLM", "LlamaNasForCausalLM", StoredQuantization.Architecture];

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">The file is missing, damaged, or describes an unsupported network.</exception>
    public static LlamaConfig Read(string path)
    {
        if (!File.Exists(path))
            throw new CheckpointException($"{path}: no such file. Give the folder of a Hugging Face model.");
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads the JSON text.</summary>
    /// <param name="json">UTF-8 bytes.</param>
    /// <param name="path">Where they came from, for error messages.</param>
    /// <inheritdoc cref="Read"/>
    public static LlamaConfig Parse(ReadOnlyMemory<byte> json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Parse(new ConfigFields(document.RootElement, path));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new CheckpointException($"{path}: not a model configuration ({exception.Message}). Download it again.", exception);
        }
    }

    private static LlamaConfig Parse(ConfigFields fields)
    {
        RefuseUnsupported(fields);
        var heads = fields.Size("num_attention_heads");
        var hidden = fields.Size("hidden_size");
        var keyValueHeads = BlockConfigs.Group(fields) is { } group ? heads / group : fields.Has("num_key_value_heads") ? fields.Size("num_key_value_heads") : heads;
        if (keyValueHeads == 0 || heads % keyValueHeads != 0)
            throw fields.Error($"num_attention_heads {heads} is no multiple of num_key_value_heads {keyValueHeads}");
        if (!fields.Has("head_dim") && hidden % heads != 0)
            throw fields.Error($"hidden_size {hidden} is no multiple of num_attention_heads {heads}, and head_dim is not given");

        var headSize = fields.Has("head_dim") ? fields.Size("head_dim") : hidden / heads;
        if (headSize % 2 != 0)
            throw fields.Error($"head_dim {headSize} is odd, but rotary embedding needs pairs");
        var (widths, perLayer) = Layers(fields, keyValueHeads, heads / keyValueHeads);
        return new LlamaConfig
        {
            HiddenSize = hidden,
            FeedForwardWidths = widths,
            KeyValueHeads = perLayer,
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadSize = headSize,
            VocabularySize = fields.Size("vocab_size"),
            MaximumPositions = fields.Has("max_position_embeddings") ? fields.Size("max_position_embeddings") : 2048,
            RmsNormEpsilon = fields.Number("rms_norm_eps", absent: 1e-6),
            RopeTheta = fields.Within("rope_parameters")?.Number("rope_theta", absent: 10000) ?? fields.Number("rope_theta", absent: 10000),
            RopeScaling = Scaling(fields),
            TiedEmbeddings = fields.Flag("tie_word_embeddings"),
            BeginOfSequenceId = fields.Ids("bos_token_id") is [var begin, ..] ? begin : null,
            EndOfSequenceIds = fields.Ids("eos_token_id"),
        };
    }

    private static void RefuseUnsupported(ConfigFields fields)
    {
        var type = fields.Text("model_type");
        if (type is not (null or "llama" or BlockConfigs.ModelType or StoredQuantization.ModelType))
            throw fields.Error($"model_type is '{type}', but only 'llama' and '{BlockConfigs.ModelType}' are supported");
        if (fields.FirstText("architectures") is { } architecture && !Architectures.Contains(architecture))
            throw fields.Error($"architecture is '{architecture}', but only {string.Join(", ", Architectures)} are supported");
        if (fields.Text("hidden_act") is { } activation && activation != "silu")
            throw fields.Error($"hidden_act is '{activation}', but only silu is supported");
        foreach (var bias in (string[])["attention_bias", "mlp_bias"])
        {
            if (fields.Flag(bias))
                throw fields.Error($"{bias} is true, but biases are not supported");
        }
    }

    // The sizes of each layer: as block_configs says, else those of all layers but where per_layer_config says others; 0 where a layer lacks a block.
    private static (EquatableArray<int> Widths, EquatableArray<int> KeyValueHeads) Layers(ConfigFields fields, int keyValueHeads, int group)
    {
        var layers = fields.Size("num_hidden_layers");
        var sizes = BlockConfigs.Read(fields, layers) ?? [.. Enumerable.Range(0, layers).Select(layer => Layer(fields, layer, keyValueHeads, group))];
        return ([.. sizes.Select(layer => layer.Width)], sizes.All(layer => layer.KeyValueHeads == keyValueHeads) ? [] : [.. sizes.Select(layer => layer.KeyValueHeads)]);
    }

    private static (int Width, int KeyValueHeads) Layer(ConfigFields fields, int layer, int keyValueHeads, int group)
    {
        var one = fields.Within("per_layer_config")?.Within(layer.ToString(CultureInfo.InvariantCulture));
        var width = one?.Has("intermediate_size") == true ? one.SizeOrNone("intermediate_size") : fields.Size("intermediate_size");
        if (one?.Has("num_key_value_heads") != true)
            return (width, keyValueHeads);
        var heads = one.SizeOrNone("num_key_value_heads");
        return one.SizeOrNone("num_attention_heads") == heads * group
            ? (width, heads)
            : throw fields.Error($"per_layer_config gives layer {layer} {heads} key/value heads, but not {group} query heads for each");
    }

    private static RopeScaling? Scaling(ConfigFields fields)
    {
        if ((fields.Within("rope_parameters") ?? fields.Within("rope_scaling")) is not { } scaling)
            return null;

        return (scaling.Text("rope_type") ?? scaling.Text("type")) switch
        {
            null or "default" => null,
            "llama3" => new RopeScaling(
                scaling.Required("factor"),
                scaling.Required("low_freq_factor"),
                scaling.Required("high_freq_factor"),
                scaling.Size("original_max_position_embeddings")),
            var other => throw fields.Error($"rope_scaling of type '{other}' is not supported, only 'llama3'"),
        };
    }
}

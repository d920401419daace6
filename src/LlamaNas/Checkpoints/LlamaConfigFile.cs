using System.Globalization;
using System.Text.Json;

namespace LlamaNas.Checkpoints;

/// <summary>Reads config.json. What the network cannot do is refused here, by name.</summary>
public static class LlamaConfigFile
{
    /// <summary>Name of the file in a model folder.</summary>
    public const string Name = "config.json";

    private const int Largest = 1 << 24;

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
            return Parse(new Fields(document.RootElement, path));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new CheckpointException($"{path}: not a model configuration ({exception.Message}). Download it again.", exception);
        }
    }

    private static LlamaConfig Parse(Fields fields)
    {
        RefuseUnsupported(fields);
        var heads = fields.Size("num_attention_heads");
        var hidden = fields.Size("hidden_size");
        var keyValueHeads = fields.Has("num_key_value_heads") ? fields.Size("num_key_value_heads") : heads;
        if (heads % keyValueHeads != 0)
            throw fields.Error($"num_attention_heads {heads} is no multiple of num_key_value_heads {keyValueHeads}");
        if (!fields.Has("head_dim") && hidden % heads != 0)
            throw fields.Error($"hidden_size {hidden} is no multiple of num_attention_heads {heads}, and head_dim is not given");

        var headSize = fields.Has("head_dim") ? fields.Size("head_dim") : hidden / heads;
        if (headSize % 2 != 0)
            throw fields.Error($"head_dim {headSize} is odd, but rotary embedding needs pairs");
        return new LlamaConfig
        {
            HiddenSize = hidden,
            FeedForwardWidths = Widths(fields),
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

    private static void RefuseUnsupported(Fields fields)
    {
        var type = fields.Text("model_type");
        if (type is not (null or "llama"))
            throw fields.Error($"model_type is '{type}', but only 'llama' is supported");
        if (fields.FirstText("architectures") is { } architecture && architecture != "LlamaForCausalLM")
            throw fields.Error($"architecture is '{architecture}', but only LlamaForCausalLM is supported");
        if (fields.Text("hidden_act") is { } activation && activation != "silu")
            throw fields.Error($"hidden_act is '{activation}', but only silu is supported");
        foreach (var bias in (string[])["attention_bias", "mlp_bias"])
        {
            if (fields.Flag(bias))
                throw fields.Error($"{bias} is true, but biases are not supported");
        }
    }

    private static EquatableArray<int> Widths(Fields fields)
    {
        var layers = fields.Size("num_hidden_layers");
        var widths = Enumerable.Repeat(fields.Size("intermediate_size"), layers).ToArray();
        if (fields.Within("per_layer_config") is not { } perLayer)
            return [.. widths];

        for (var layer = 0; layer < layers; layer++)
        {
            if (perLayer.Within(layer.ToString(CultureInfo.InvariantCulture)) is { } one && one.Has("intermediate_size"))
                widths[layer] = one.Size("intermediate_size");
        }

        return [.. widths];
    }

    private static RopeScaling? Scaling(Fields fields)
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

    /// <summary>Typed access to a JSON object; null counts as absent.</summary>
    private sealed class Fields(JsonElement element, string path)
    {
        public CheckpointException Error(string what) => new($"{path}: {what}. Use a LLaMA-family model, with the config.json that came with it.");

        public bool Has(string name) => Find(name) is not null;

        public Fields? Within(string name) => Find(name) is { ValueKind: JsonValueKind.Object } inner ? new Fields(inner, path) : null;

        public int Size(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var size) && size is > 0 and <= Largest
            ? size
            : throw Error($"{name} is {Find(name)?.GetRawText() ?? "missing"}, but must be a whole number from 1 to {Largest}");

        public double Required(string name) => Has(name) ? Number(name, 0) : throw Error($"{name} is missing");

        public double Number(string name, double absent) => Find(name) switch
        {
            null => absent,
            { ValueKind: JsonValueKind.Number } value when value.GetDouble() is > 0 and < 1e12 => value.GetDouble(),
            var value => throw Error($"{name} is {value?.GetRawText()}, but must be a positive number"),
        };

        public bool Flag(string name) => Find(name) is { ValueKind: JsonValueKind.True };

        public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

        public string? FirstText(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0].GetString() : null;

        public EquatableArray<int> Ids(string name) => Find(name) switch
        {
            { ValueKind: JsonValueKind.Number } value => [value.GetInt32()],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(id => id.GetInt32())],
            _ => [],
        };

        private JsonElement? Find(string name) =>
            element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}

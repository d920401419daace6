using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlamaNas.Checkpoints;

/// <summary>What config.json says of quantized weights: its object <c>quantization</c>. docs/quantization.md describes the layout.</summary>
public sealed record StoredQuantization
{
    /// <summary>Name of the object in config.json.</summary>
    public const string Field = "quantization";

    /// <summary>The <c>model_type</c> of such folders: programs that do not know the layout refuse it.</summary>
    public const string ModelType = "llama_nas_quantized";

    /// <summary>The entry of <c>architectures</c>.</summary>
    public const string Architecture = "LlamaNasQuantizedForCausalLM";

    private const string Version = "llama-nas-1";

    /// <summary>Format of each layer's linear maps.</summary>
    public required EquatableArray<LayerFormat> Layers { get; init; }

    /// <summary>Inputs that share a scale, in formats with groups.</summary>
    public required int GroupSize { get; init; }

    /// <summary>How the weights were rounded; for people.</summary>
    public string Method { get; init; } = "";

    /// <summary>The formats that occur, such as <c>int8</c> or <c>int4_groups+int8</c>.</summary>
    public string Name => string.Join('+', Layers.Distinct().Select(Text).Order(StringComparer.Ordinal));

    /// <summary>The JSON object.</summary>
    public JsonObject ToJson() => new()
    {
        ["format"] = Version,
        ["method"] = Method,
        ["group_size"] = GroupSize,
        ["layers"] = new JsonArray([.. Layers.Select(layer => (JsonNode?)Text(layer))]),
    };

    /// <summary>Reads a configuration's object; null where there is none.</summary>
    /// <param name="path">Path of config.json.</param>
    /// <param name="config">The sizes it describes.</param>
    /// <exception cref="CheckpointException">The object is none of ours, or does not fit.</exception>
    public static StoredQuantization? Read(string path, LlamaConfig config)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var fields = new ConfigFields(document.RootElement, path);
        if (fields.Has("quantization_config"))
            throw fields.Error("quantization_config is there, but only this program's own quantized layout can be read");
        if (fields.Within(Field) is not { } own)
            return fields.Text("model_type") == ModelType ? throw fields.Error($"model_type is {ModelType}, but '{Field}' is missing") : null;
        if (own.Text("format") is var version && version != Version)
            throw fields.Error($"{Field}.format is '{version}', but this program reads {Version}");

        EquatableArray<LayerFormat> layers = [.. own.Texts("layers").Select((text, layer) => Parse(text)
            ?? throw fields.Error($"{Field}.layers[{layer}] is '{text}', but must be one of {string.Join(", ", Enum.GetValues<LayerFormat>().Select(Text))}"))];
        if (layers.Count != config.LayerCount)
            throw fields.Error($"{Field}.layers names {layers.Count} formats, but the network has {config.LayerCount} layers");
        var groupSize = own.Size("group_size");
        return groupSize % QuantizedLayout.Block == 0
            ? new StoredQuantization { Layers = layers, GroupSize = groupSize, Method = own.Text("method") ?? "" }
            : throw fields.Error($"{Field}.group_size is {groupSize}, but must be a multiple of {QuantizedLayout.Block}");
    }

    private static LayerFormat? Parse(string text) =>
        Enum.GetValues<LayerFormat>().Where(format => Text(format) == text).Select(format => (LayerFormat?)format).FirstOrDefault();

    private static string Text(LayerFormat format) => format switch
    {
        LayerFormat.Int8 => "int8",
        LayerFormat.Int8Groups => "int8_groups",
        LayerFormat.Int4Groups => "int4_groups",
        _ => "dense",
    };
}

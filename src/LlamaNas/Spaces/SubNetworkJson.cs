using System.Text;
using System.Text.Json;

namespace LlamaNas.Spaces;

/// <summary>
/// The one text form of a sub-network: <c>{"layers":[0,1,3],"ffn_widths":[1536,768,1536]}</c>; then, only where they are not full,
/// <c>"kv_heads":[3,2,3],"skip_attention":[false,false,true],"skip_ffn":[false,true,false],"bits":[16,8,4]</c>, each a value per kept layer.
/// </summary>
public static class SubNetworkJson
{
    private const string Example = "{\"layers\":[0,1],\"ffn_widths\":[1536,768]}";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The text form, without spaces.</summary>
    public static string Print(SubNetwork subNetwork)
    {
        ArgumentNullException.ThrowIfNull(subNetwork);
        return $"{{\"layers\":{subNetwork.Layers},\"ffn_widths\":{subNetwork.FeedForwardWidths}"
            + Optional("kv_heads", subNetwork.KeyValueHeads) + Optional("skip_attention", Words(subNetwork.SkipAttention))
            + Optional("skip_ffn", Words(subNetwork.SkipFeedForward)) + Optional("bits", subNetwork.Bits) + "}";

        static string Optional<T>(string name, EquatableArray<T> list) => list.Count == 0 ? "" : $",\"{name}\":{list}";
        static EquatableArray<string> Words(EquatableArray<bool> flags) => [.. flags.Select(flag => flag ? "true" : "false")];
    }

    /// <summary>Reads the text form; strict: layers ascending, every other list one value per layer, no other properties.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it came from (a file name), for the error message.</param>
    /// <exception cref="LlamaNasException">The text is not a sub-network.</exception>
    public static SubNetwork Parse(string json, string source = "architecture")
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(Encoding.UTF8.GetBytes(json), source);
    }

    /// <summary>Reads the text form from UTF-8 bytes.</summary>
    /// <inheritdoc cref="Parse(string, string)"/>
    public static SubNetwork Parse(ReadOnlyMemory<byte> json, string source = "architecture")
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var subNetwork = Read(document.RootElement);
            SubNetworkValidation.CheckShape(subNetwork);
            return subNetwork.Canonical();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or LlamaNasException)
        {
            throw new LlamaNasException($"{source}: {OneLine(exception.Message)} Expected a form such as {Example}.", exception);
        }
    }

    /// <summary>Reads a file that holds the text form.</summary>
    /// <param name="path">Path of the file.</param>
    public static SubNetwork Load(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot read the architecture ({OneLine(exception.Message)}). Give the path of a JSON file such as {Example}.",
                exception);
        }
    }

    private static SubNetwork Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new LlamaNasException($"the text is a JSON {root.ValueKind.ToString().ToLowerInvariant()}, not an object.");
        foreach (var property in root.EnumerateObject())
            if (property.Name is not ("layers" or "ffn_widths" or "kv_heads" or "skip_attention" or "skip_ffn" or "bits"))
                throw new LlamaNasException($"unknown property '{property.Name}'.");
        return new SubNetwork
        {
            Layers = Integers(root, "layers", required: true),
            FeedForwardWidths = Integers(root, "ffn_widths", required: true),
            KeyValueHeads = Integers(root, "kv_heads"),
            SkipAttention = Flags(root, "skip_attention"),
            SkipFeedForward = Flags(root, "skip_ffn"),
            Bits = Integers(root, "bits"),
        };
    }

    private static EquatableArray<int> Integers(JsonElement root, string name, bool required = false) => List(root, name, required, (item, index) =>
        item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var value)
            ? value
            : throw new LlamaNasException($"{name}[{index}] is {item.GetRawText()}, not a whole number."));

    private static EquatableArray<bool> Flags(JsonElement root, string name) => List(root, name, required: false, (item, index) =>
        item.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? item.ValueKind == JsonValueKind.True
            : throw new LlamaNasException($"{name}[{index}] is {item.GetRawText()}, neither true nor false."));

    private static EquatableArray<T> List<T>(JsonElement root, string name, bool required, Func<JsonElement, int, T> read)
    {
        if (!root.TryGetProperty(name, out var list))
            return required ? throw new LlamaNasException($"'{name}' is missing.") : [];
        if (list.ValueKind != JsonValueKind.Array)
            throw new LlamaNasException($"'{name}' is not a list.");
        return [.. list.EnumerateArray().Select(read)];
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}

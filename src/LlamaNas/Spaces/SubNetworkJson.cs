using System.Text;
using System.Text.Json;

namespace LlamaNas.Spaces;

/// <summary>The one text form of a sub-network: <c>{"layers":[0,1,3],"ffn_widths":[1536,768,1536]}</c>.</summary>
public static class SubNetworkJson
{
    private const string Example = "{\"layers\":[0,1],\"ffn_widths\":[1536,768]}";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The text form, without spaces.</summary>
    public static string Print(SubNetwork subNetwork)
    {
        ArgumentNullException.ThrowIfNull(subNetwork);
        return $"{{\"layers\":{subNetwork.Layers},\"ffn_widths\":{subNetwork.FeedForwardWidths}}}";
    }

    /// <summary>Reads the text form; strict: both lists, nothing else, layers ascending, one width each.</summary>
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
            subNetwork.ValidateShape();
            return subNetwork;
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
            if (property.Name is not ("layers" or "ffn_widths"))
                throw new LlamaNasException($"unknown property '{property.Name}'.");
        return new SubNetwork { Layers = Integers(root, "layers"), FeedForwardWidths = Integers(root, "ffn_widths") };
    }

    private static EquatableArray<int> Integers(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list))
            throw new LlamaNasException($"'{name}' is missing.");
        if (list.ValueKind != JsonValueKind.Array)
            throw new LlamaNasException($"'{name}' is not a list.");
        return [.. list.EnumerateArray().Select((item, index) =>
            item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var value)
                ? value
                : throw new LlamaNasException($"{name}[{index}] is {item.GetRawText()}, not a whole number."))];
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}

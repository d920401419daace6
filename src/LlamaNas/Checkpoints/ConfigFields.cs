using System.Text.Json;

namespace LlamaNas.Checkpoints;

/// <summary>Typed access to a JSON object; null counts as absent.</summary>
internal sealed class ConfigFields(JsonElement element, string path)
{
    private const int Largest = 1 << 24;

    public CheckpointException Error(string what) => new($"{path}: {what}. Use a LLaMA-family model, with the config.json that came with it.");

    public bool Has(string name) => Find(name) is not null;

    public ConfigFields? Within(string name) => Find(name) is { ValueKind: JsonValueKind.Object } inner ? new ConfigFields(inner, path) : null;

    public int Size(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var size) && size is > 0 and <= Largest
        ? size
        : throw Error($"{name} is {Find(name)?.GetRawText() ?? "missing"}, but must be a whole number from 1 to {Largest}");

    /// <summary>The same, or 0.</summary>
    public int SizeOrNone(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var size) && size == 0 ? 0 : Size(name);

    public double Required(string name) => Has(name) ? Number(name, 0) : throw Error($"{name} is missing");

    public double Number(string name, double absent) => Find(name) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.Number } value when value.GetDouble() is > 0 and < 1e12 => value.GetDouble(),
        var value => throw Error($"{name} is {value?.GetRawText()}, but must be a positive number"),
    };

    public IReadOnlyList<ConfigFields>? List(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => new ConfigFields(item, path))]
        : null;

    public bool Flag(string name) => Find(name) is { ValueKind: JsonValueKind.True };

    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public string? FirstText(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0].GetString() : null;

    public EquatableArray<string> Texts(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => item.GetString() ?? "")]
        : [];

    public EquatableArray<int> Ids(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } value => [value.GetInt32()],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(id => id.GetInt32())],
        _ => [],
    };

    private JsonElement? Find(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

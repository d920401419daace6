namespace LlamaNas.Checkpoints.Gguf;

/// <summary>Typed access to a GGUF file's metadata.</summary>
internal sealed class GgufValues(IReadOnlyDictionary<string, object> pairs, string path)
{
    private const int Largest = 1 << 24;

    public CheckpointException Error(string what) => new($"{path}: {what}. Use a GGUF file of a LLaMA-family model.");

    public bool Has(string key) => pairs.ContainsKey(key);

    public string? Text(string key) => pairs.GetValueOrDefault(key) as string;

    public string[]? Texts(string key) => pairs.GetValueOrDefault(key) as string[];

    public double[]? Numbers(string key) => pairs.GetValueOrDefault(key) as double[];

    public long[]? Integers(string key) => pairs.GetValueOrDefault(key) as long[];

    public bool Flag(string key, bool absent) => pairs.GetValueOrDefault(key) as bool? ?? absent;

    public int Integer(string key, int absent) => Has(key) ? Between(key, pairs[key] as long? ?? -1, least: 0) : absent;

    /// <summary>A positive whole number.</summary>
    public int Size(string key) => Between(key, pairs.GetValueOrDefault(key) as long? ?? -1, least: 1);

    /// <summary>A positive whole number for each layer: one for all, or an array.</summary>
    public EquatableArray<int> Sizes(string key, int layers) => Integers(key) is not { } many
        ? [.. Enumerable.Repeat(Size(key), layers)]
        : many.Length >= layers
            ? [.. many.Take(layers).Select(value => Between(key, value, least: 0))]
            : throw Error($"{key} has {many.Length} entries, but there are {layers} layers");

    public double Number(string key) => pairs.GetValueOrDefault(key) is double and > 0 and < 1e12 and var number ? number : throw Error($"{key} is {Shown(key)}, but must be a positive number");

    private int Between(string key, long value, int least) => value >= least && value <= Largest ? (int)value : throw Error($"{key} is {Shown(key)}, but must be a whole number from {least} to {Largest}");

    private string Shown(string key) => pairs.TryGetValue(key, out var value) ? $"{value}" : "missing";
}

using System.Text;
using LlamaNas.Checkpoints.Gguf;

namespace LlamaNas.Export;

/// <summary>The key/value section of a GGUF file, in the order in which it is filled.</summary>
internal sealed class GgufMetadata
{
    private readonly List<Action<BinaryWriter>> _pairs = [];

    /// <summary>Number of pairs.</summary>
    public int Count => _pairs.Count;

    public void Add(string key, int value) => Add(key, GgufValueType.UInt32, writer => writer.Write((uint)value));

    public void Add(string key, double value) => Add(key, GgufValueType.Float32, writer => writer.Write((float)value));

    public void Add(string key, bool value) => Add(key, GgufValueType.Bool, writer => writer.Write(value));

    public void Add(string key, string value) => Add(key, GgufValueType.String, writer => Text(writer, value));

    public void Add(string key, EquatableArray<int> values) => AddArray(key, GgufValueType.Int32, values, (writer, value) => writer.Write(value));

    public void Add(string key, EquatableArray<float> values) => AddArray(key, GgufValueType.Float32, values, (writer, value) => writer.Write(value));

    public void Add(string key, EquatableArray<string> values) => AddArray(key, GgufValueType.String, values, Text);

    /// <summary>Writes all pairs.</summary>
    public void WriteTo(BinaryWriter writer)
    {
        foreach (var pair in _pairs)
            pair(writer);
    }

    /// <summary>A string as the format has it: length in bytes, then UTF-8.</summary>
    public static void Text(BinaryWriter writer, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private void Add(string key, GgufValueType type, Action<BinaryWriter> value) => _pairs.Add(writer =>
    {
        Text(writer, key);
        writer.Write((uint)type);
        value(writer);
    });

    private void AddArray<T>(string key, GgufValueType items, EquatableArray<T> values, Action<BinaryWriter, T> write) => Add(key, GgufValueType.Array, writer =>
    {
        writer.Write((uint)items);
        writer.Write((ulong)values.Count);
        foreach (var value in values)
            write(writer, value);
    });
}

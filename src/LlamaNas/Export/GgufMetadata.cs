using System.Text;

namespace LlamaNas.Export;

/// <summary>The key/value section of a GGUF file, in the order in which it is filled.</summary>
internal sealed class GgufMetadata
{
    private readonly List<Action<BinaryWriter>> _pairs = [];

    // gguf_metadata_value_type of the specification.
    private enum ValueType : uint
    {
        UInt32 = 4,
        Int32 = 5,
        Float32 = 6,
        Bool = 7,
        String = 8,
        Array = 9,
    }

    /// <summary>Number of pairs.</summary>
    public int Count => _pairs.Count;

    public void Add(string key, int value) => Add(key, ValueType.UInt32, writer => writer.Write((uint)value));

    public void Add(string key, double value) => Add(key, ValueType.Float32, writer => writer.Write((float)value));

    public void Add(string key, bool value) => Add(key, ValueType.Bool, writer => writer.Write(value));

    public void Add(string key, string value) => Add(key, ValueType.String, writer => Text(writer, value));

    public void Add(string key, EquatableArray<int> values) => AddArray(key, ValueType.Int32, values, (writer, value) => writer.Write(value));

    public void Add(string key, EquatableArray<float> values) => AddArray(key, ValueType.Float32, values, (writer, value) => writer.Write(value));

    public void Add(string key, EquatableArray<string> values) => AddArray(key, ValueType.String, values, Text);

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

    private void Add(string key, ValueType type, Action<BinaryWriter> value) => _pairs.Add(writer =>
    {
        Text(writer, key);
        writer.Write((uint)type);
        value(writer);
    });

    private void AddArray<T>(string key, ValueType items, EquatableArray<T> values, Action<BinaryWriter, T> write) => Add(key, ValueType.Array, writer =>
    {
        writer.Write((uint)items);
        writer.Write((ulong)values.Count);
        foreach (var value in values)
            write(writer, value);
    });
}

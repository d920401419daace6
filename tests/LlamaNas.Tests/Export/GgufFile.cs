using System.Text;

namespace LlamaNas.Tests.Export;

/// <summary>An independent reader of GGUF version 3, after the specification.</summary>
internal sealed class GgufFile
{
    private GgufFile(Dictionary<string, object> metadata, Dictionary<string, GgufFileTensor> tensors) => (Metadata, Tensors) = (metadata, tensors);

    /// <summary>Values by key; arrays as object[].</summary>
    public Dictionary<string, object> Metadata { get; }

    /// <summary>Tensors by name.</summary>
    public Dictionary<string, GgufFileTensor> Tensors { get; }

    public static GgufFile Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        Assert.Equal("GGUF"u8, reader.ReadBytes(4));
        Assert.Equal(3u, reader.ReadUInt32());
        var (tensors, pairs) = (reader.ReadUInt64(), reader.ReadUInt64());
        var metadata = new Dictionary<string, object>();
        for (ulong pair = 0; pair < pairs; pair++)
            metadata.Add(Text(reader), Value(reader, reader.ReadUInt32()));
        var infos = Enumerable.Range(0, (int)tensors).Select(_ => Info(reader)).ToArray();
        var start = (reader.BaseStream.Position + 31) / 32 * 32;
        return new GgufFile(metadata, infos.ToDictionary(info => info.Name, info => new GgufFileTensor(info.Type, info.Shape, Bytes(reader, start, info))));
    }

    private static byte[] Bytes(BinaryReader reader, long start, (string Name, long[] Shape, uint Type, ulong Offset) info)
    {
        Assert.Equal(0u, info.Offset % 32);
        reader.BaseStream.Position = start + (long)info.Offset;
        var count = info.Shape.Aggregate(1L, (product, size) => product * size);
        var bytes = reader.ReadBytes((int)(info.Type switch { 0 => 4 * count, 8 => count / 32 * 34, _ => 2 * count }));
        Assert.True(reader.BaseStream.Position <= reader.BaseStream.Length);
        return bytes;
    }

    private static (string Name, long[] Shape, uint Type, ulong Offset) Info(BinaryReader reader)
    {
        var name = Text(reader);
        var shape = Enumerable.Range(0, (int)reader.ReadUInt32()).Select(_ => (long)reader.ReadUInt64()).Reverse().ToArray();
        return (name, shape, reader.ReadUInt32(), reader.ReadUInt64());
    }

    private static object Value(BinaryReader reader, uint type) => type switch
    {
        4 => reader.ReadUInt32(),
        5 => reader.ReadInt32(),
        6 => reader.ReadSingle(),
        7 => reader.ReadBoolean(),
        8 => Text(reader),
        9 => Values(reader),
        _ => throw new InvalidDataException($"value type {type}"),
    };

    private static object[] Values(BinaryReader reader)
    {
        var (type, count) = (reader.ReadUInt32(), reader.ReadUInt64());
        return [.. Enumerable.Range(0, (int)count).Select(_ => Value(reader, type))];
    }

    private static string Text(BinaryReader reader) => Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadUInt64()));
}

/// <summary>A tensor as stored: ggml's type number, sizes outermost first, bytes.</summary>
internal sealed record GgufFileTensor(uint Type, long[] Shape, byte[] Bytes);

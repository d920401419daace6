using System.Buffers.Binary;
using System.Text;

namespace LlamaNas.Checkpoints.Gguf;

/// <summary>Reads the numbers and texts of a GGUF header; nothing is allocated for lengths that the file does not have.</summary>
internal sealed class GgufReader(Stream stream, string path)
{
    private const int DeepestArray = 4;
    private readonly byte[] _buffer = new byte[8];

    /// <summary>Where the next byte lies.</summary>
    public long Position => stream.Position;

    /// <summary>The error of a damaged file.</summary>
    public CheckpointException Damaged(string what) => new($"{path}: {what}. The file is damaged or truncated; download it again.");

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>A count or size; refused where it cannot be.</summary>
    /// <param name="what">For the message.</param>
    /// <param name="bytesEach">The fewest bytes that one takes in the rest of the file.</param>
    public int Count(string what, int bytesEach)
    {
        var count = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        var most = (ulong)((stream.Length - stream.Position) / bytesEach);
        return count <= Math.Min(most, int.MaxValue) ? (int)count : throw Damaged($"claims {count} {what}, but has room for {most}");
    }

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public string Text()
    {
        var bytes = new byte[Count("bytes of text", bytesEach: 1)];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A value: long for whole numbers, double, bool, string; arrays as long[], double[], string[], or object[] of arrays.</summary>
    public object Value() => Value((GgufValueType)UInt32(), depth: 0);

    private object Value(GgufValueType type, int depth) => type switch
    {
        GgufValueType.String => Text(),
        GgufValueType.Bool => Take(1)[0] != 0,
        GgufValueType.Float32 or GgufValueType.Float64 => Number(type),
        GgufValueType.Array => Array(depth),
        _ => Whole(type),
    };

    private object Array(int depth)
    {
        var type = (GgufValueType)UInt32();
        if (depth == DeepestArray)
            throw Damaged($"arrays lie more than {DeepestArray} deep");
        return type switch
        {
            GgufValueType.String => Items(bytesEach: 8, Text),
            GgufValueType.Float32 or GgufValueType.Float64 => Items(bytesEach: 4, () => Number(type)),
            GgufValueType.Bool => Items(bytesEach: 1, () => (long)Take(1)[0]),
            GgufValueType.Array => Items(bytesEach: 12, () => Array(depth + 1)),
            _ => Items(bytesEach: 1, () => Whole(type)),
        };
    }

    private T[] Items<T>(int bytesEach, Func<T> read)
    {
        var items = new T[Count("items of an array", bytesEach)];
        for (var index = 0; index < items.Length; index++)
            items[index] = read();
        return items;
    }

    private double Number(GgufValueType type) => type == GgufValueType.Float32 ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    private long Whole(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 => Take(1)[0],
        GgufValueType.Int8 => (sbyte)Take(1)[0],
        GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(Take(2)),
        GgufValueType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
        GgufValueType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        GgufValueType.UInt64 or GgufValueType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Take(8)),
        _ => throw Damaged($"a value has the unknown type {(uint)type}"),
    };

    private ReadOnlySpan<byte> Take(int count)
    {
        if (stream.ReadAtLeast(_buffer.AsSpan(0, count), count, throwOnEndOfStream: false) < count)
            throw Damaged("ends within its header");
        return _buffer.AsSpan(0, count);
    }
}

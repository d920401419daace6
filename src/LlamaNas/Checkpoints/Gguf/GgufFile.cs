namespace LlamaNas.Checkpoints.Gguf;

/// <summary>The header of a GGUF file, versions 2 and 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md): metadata, and where tensors lie. All of it is checked.</summary>
internal sealed class GgufFile
{
    private const int MostAxes = 4;
    private const uint BigEndianVersion = 0x03000000;

    private GgufFile(string path, GgufValues values, IReadOnlyList<GgufTensorInfo> tensors) => (Path, Values, Tensors) = (path, values, tensors);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its metadata.</summary>
    public GgufValues Values { get; }

    /// <summary>Its tensors, in file order.</summary>
    public IReadOnlyList<GgufTensorInfo> Tensors { get; }

    /// <summary>Reads a file's header.</summary>
    /// <exception cref="CheckpointException">The file is no GGUF, damaged, or of another version.</exception>
    public static GgufFile Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var magic = new byte[4];
            if (stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) < 4 || !magic.AsSpan().SequenceEqual("GGUF"u8))
                throw new CheckpointException($"{path}: not a GGUF file. Give a GGUF file, or the folder of a Hugging Face model.");
            return Read(new GgufReader(stream, path), path, stream.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be read ({exception.Message}). Check the path and its permissions.", exception);
        }
    }

    private static GgufFile Read(GgufReader reader, string path, long length)
    {
        var version = reader.UInt32();
        if (version is not (2 or 3))
        {
            var kind = version == BigEndianVersion ? "big-endian" : $"version {version}";
            throw new CheckpointException($"{path}: a GGUF file of {kind}, but only versions 2 and 3, little-endian, are read. Convert the model again.");
        }

        var tensors = reader.Count("tensors", bytesEach: 24);
        var pairs = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var left = reader.Count("key/value pairs", bytesEach: 13); left > 0; left--)
        {
            var key = reader.Text();
            if (!pairs.TryAdd(key, reader.Value()))
                throw reader.Damaged($"has the key '{key}' twice");
        }

        var values = new GgufValues(pairs, path);
        var infos = new (string Name, GgufElementType Type, EquatableArray<long> Shape, ulong Offset)[tensors];
        for (var index = 0; index < tensors; index++)
            infos[index] = Info(reader, path);
        var alignment = values.Integer("general.alignment", absent: 32);
        if (alignment is < 1 or > 1 << 16)
            throw reader.Damaged($"general.alignment is {alignment}");
        var start = (reader.Position + alignment - 1) / alignment * alignment;
        return new GgufFile(path, values, [.. infos.Select(info => Placed(info, start, length, reader))]);
    }

    private static (string Name, GgufElementType Type, EquatableArray<long> Shape, ulong Offset) Info(GgufReader reader, string path)
    {
        var name = reader.Text();
        var axes = reader.UInt32();
        if (axes is < 1 or > MostAxes)
            throw reader.Damaged($"tensor '{name}' has {axes} axes");
        var shape = new long[axes];
        for (var axis = 1; axis <= axes; axis++) // the format lists the innermost first
            shape[^axis] = reader.UInt64() is <= int.MaxValue and > 0 and var size ? (long)size : throw reader.Damaged($"tensor '{name}' has an axis of impossible size");
        var number = reader.UInt32();
        var type = GgufElementTypes.Parse(number)
            ?? throw new CheckpointException($"{path}: tensor '{name}' is stored as {GgufElementTypes.Name(number)}, but only {GgufElementTypes.All} are read. Use a file of one of those.");
        if (shape[^1] % type.BlockSize() != 0)
            throw reader.Damaged($"tensor '{name}' has rows of {shape[^1]}, no multiple of {type.BlockSize()}");
        return (name, type, [.. shape], reader.UInt64());
    }

    private static GgufTensorInfo Placed((string Name, GgufElementType Type, EquatableArray<long> Shape, ulong Offset) info, long start, long length, GgufReader reader)
    {
        var count = info.Shape.Aggregate((Int128)1, (product, size) => product * size);
        if (count > long.MaxValue / 8 || info.Offset > long.MaxValue / 4 || start + (long)info.Offset + info.Type.Bytes((long)count) > length)
            throw reader.Damaged($"tensor '{info.Name}' lies at {info.Offset}, beyond the file's end");
        return new GgufTensorInfo(info.Name, info.Type, info.Shape, start + (long)info.Offset);
    }
}

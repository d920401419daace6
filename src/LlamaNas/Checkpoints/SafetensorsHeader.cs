using System.Buffers.Binary;
using System.Text.Json;

namespace LlamaNas.Checkpoints;

/// <summary>The header of a safetensors file: 8 bytes of length, then JSON. Everything in it is checked before a tensor is read.</summary>
internal static class SafetensorsHeader
{
    private const long LongestHeader = 100_000_000; // the format's own limit

    /// <summary>The tensors of a file.</summary>
    /// <exception cref="CheckpointException">The file is truncated, damaged or not safetensors.</exception>
    public static IReadOnlyList<TensorInfo> Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var json = ReadJson(stream, path);
            var tensors = Parse(json, path, dataStart: 8 + json.Length, fileLength: stream.Length);
            CheckOverlap(tensors, path);
            return tensors;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be read ({exception.Message}). Check the path and its permissions.", exception);
        }
    }

    private static byte[] ReadJson(FileStream stream, string path)
    {
        var prefix = new byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new CheckpointException($"{path}: {stream.Length} bytes, too short for a safetensors file. Download it again.");

        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length is < 2 or > LongestHeader || length > stream.Length - 8)
            throw new CheckpointException($"{path}: the header claims {(ulong)length} bytes, but the file has {stream.Length}. It is truncated or not safetensors; download it again.");

        var json = new byte[length];
        stream.ReadExactly(json);
        return json;
    }

    private static List<TensorInfo> Parse(byte[] json, string path, long dataStart, long fileLength)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__").Select(entry => Tensor(entry, path, dataStart, fileLength))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new CheckpointException($"{path}: the safetensors header is damaged ({exception.Message}). Download the file again.", exception);
        }
    }

    private static TensorInfo Tensor(JsonProperty entry, string path, long dataStart, long fileLength)
    {
        var dtype = entry.Value.GetProperty("dtype").GetString();
        var type = ElementTypeNames.Parse(dtype)
            ?? throw new CheckpointException($"{path}: tensor '{entry.Name}' has type {dtype}, but only F32, F16, BF16, I8 and U8 are supported. Convert the checkpoint first.");
        EquatableArray<long> shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        var offsets = entry.Value.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2)
            throw new FormatException($"data_offsets of '{entry.Name}' are not two numbers");
        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        if (begin < 0 || end < begin || end > fileLength - dataStart)
            throw new CheckpointException($"{path}: tensor '{entry.Name}' lies at bytes {begin}..{end}, but the file holds {fileLength - dataStart}. It is truncated; download it again.");

        var needed = shape.Aggregate((Int128)type.Bytes(), (product, size) => size < 0 || product > long.MaxValue ? Int128.MaxValue >> 64 : product * size);
        if (needed != end - begin)
            throw new CheckpointException($"{path}: tensor '{entry.Name}' of shape {shape} and type {dtype} needs {needed} bytes, but has {end - begin}. Download the file again.");
        return new TensorInfo(entry.Name, type, shape, path, dataStart + begin, end - begin);
    }

    private static void CheckOverlap(List<TensorInfo> tensors, string path)
    {
        var sorted = tensors.Where(tensor => tensor.Length > 0).OrderBy(tensor => tensor.Offset).ToArray();
        foreach (var (first, second) in sorted.Zip(sorted.Skip(1)))
        {
            if (first.Offset + first.Length > second.Offset)
                throw new CheckpointException($"{path}: tensors '{first.Name}' and '{second.Name}' overlap. The file is damaged; download it again.");
        }
    }
}

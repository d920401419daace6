using System.Buffers.Binary;
using System.Text.Json;

namespace LlamaNas.Checkpoints;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="ElementType">How its numbers are stored.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Bytes">Gives the row-major bytes; called once, when its turn comes.</param>
public sealed record TensorToWrite(string Name, ElementType ElementType, EquatableArray<long> Shape, Func<byte[]> Bytes)
{
    /// <summary>Bytes that it takes.</summary>
    public long Length => Shape.Aggregate((long)ElementType.Bytes(), (product, size) => product * size);
}

/// <summary>Writes safetensors files: one tensor in memory at a time, sorted by name, the same bytes for the same tensors.</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes a file; it appears under its name only when it is complete.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="tensors">The tensors, in any order.</param>
    /// <param name="cancellationToken">Stops before the next tensor; no file is left.</param>
    /// <exception cref="CheckpointException">The disk is full or the folder cannot be written; no file is left.</exception>
    public static void Write(string path, IEnumerable<TensorToWrite> tensors, CancellationToken cancellationToken = default)
    {
        var sorted = tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToArray();
        var partial = path + ".partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                WriteHeader(stream, sorted);
                foreach (var tensor in sorted)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    WriteTensor(stream, tensor);
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be written ({exception.Message}). Free some disk space or choose another folder.", exception);
        }
        finally
        {
            if (File.Exists(partial))
                File.Delete(partial);
        }
    }

    private static void WriteHeader(Stream stream, TensorToWrite[] tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long offset = 0;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.ElementType.Name());
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        var length64 = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length64, buffer.Length);
        stream.Write(length64);
        buffer.WriteTo(stream);
    }

    private static void WriteTensor(Stream stream, TensorToWrite tensor)
    {
        var bytes = tensor.Bytes();
        if (bytes.Length != tensor.Length)
            throw new ArgumentException($"tensor '{tensor.Name}' has {bytes.Length} bytes, but its shape {tensor.Shape} needs {tensor.Length}");
        stream.Write(bytes);
    }
}

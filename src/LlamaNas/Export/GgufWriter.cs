using LlamaNas.Checkpoints;
using LlamaNas.Checkpoints.Gguf;

namespace LlamaNas.Export;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Type">How its numbers are stored.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Write">Writes its bytes, row by row; called once, when its turn comes.</param>
internal sealed record GgufTensor(string Name, GgufElementType Type, EquatableArray<long> Shape, Action<Stream> Write);

/// <summary>
/// Writes GGUF files, version 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md): a part of one tensor in memory at a time, the same bytes
/// for the same content.
/// </summary>
internal static class GgufWriter
{
    private const uint Version = 3;
    private const int Alignment = 32; // the format's default

    /// <summary>Writes a file; it appears under its name only when it is complete.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="metadata">Key/value pairs.</param>
    /// <param name="tensors">Tensors, in file order.</param>
    /// <param name="cancellationToken">Stops before the next tensor; no file is left.</param>
    /// <exception cref="CheckpointException">The disk is full or the folder cannot be written; no file is left.</exception>
    public static void Write(string path, GgufMetadata metadata, IReadOnlyList<GgufTensor> tensors, CancellationToken cancellationToken = default)
    {
        var partial = path + ".partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                WriteHeader(stream, metadata, tensors);
                foreach (var tensor in tensors)
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
            throw new CheckpointException($"{path}: cannot be written ({exception.Message}). Free some disk space or choose another place.", exception);
        }
        finally
        {
            if (File.Exists(partial))
                File.Delete(partial);
        }
    }

    private static void WriteHeader(FileStream stream, GgufMetadata metadata, IReadOnlyList<GgufTensor> tensors)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)metadata.Count);
        metadata.WriteTo(writer);
        long offset = 0;
        foreach (var tensor in tensors)
        {
            GgufMetadata.Text(writer, tensor.Name);
            writer.Write((uint)tensor.Shape.Count);
            foreach (var size in tensor.Shape.Reverse()) // the format lists the innermost first
                writer.Write((ulong)size);
            writer.Write((uint)tensor.Type);
            writer.Write((ulong)offset);
            offset = Aligned(offset + tensor.Type.Bytes(tensor.Shape));
        }

        writer.Flush();
        Pad(stream);
    }

    private static void WriteTensor(FileStream stream, GgufTensor tensor)
    {
        var start = stream.Position;
        tensor.Write(stream);
        if (stream.Position - start is var written && written != tensor.Type.Bytes(tensor.Shape))
            throw new ArgumentException($"tensor '{tensor.Name}' has {written} bytes, but its shape {tensor.Shape} needs {tensor.Type.Bytes(tensor.Shape)}");
        Pad(stream);
    }

    private static void Pad(FileStream stream)
    {
        while (stream.Position % Alignment != 0)
            stream.WriteByte(0);
    }

    private static long Aligned(long offset) => (offset + Alignment - 1) / Alignment * Alignment;
}

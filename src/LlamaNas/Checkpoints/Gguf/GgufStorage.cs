using System.Runtime.InteropServices;

namespace LlamaNas.Checkpoints.Gguf;

/// <summary>How a GGUF file stores a tensor that has another form in a checkpoint.</summary>
/// <param name="Type">How its numbers are stored.</param>
/// <param name="HeadSize">Rows of a head where they are interleaved (queries and keys); 0 where they are in order.</param>
internal sealed record GgufStorage(GgufElementType Type, int HeadSize)
{
    private const int PartBytes = 4 << 20;

    /// <summary>Reads a tensor in the checkpoint's form.</summary>
    /// <param name="info">Where it is.</param>
    /// <param name="read">Copies stored bytes from an offset of the file.</param>
    /// <param name="destination">Exactly as long as the tensor.</param>
    public void Read(TensorInfo info, StoredBytesReader read, Span<byte> destination)
    {
        var (columns, rows) = (info.Shape[^1], destination.Length / ((int)info.Shape[^1] * info.ElementType.Bytes()));
        var (stored, decoded) = ((int)Type.Bytes(columns), destination.Length / rows);
        var step = HeadSize > 0 ? HeadSize : Math.Max(1, PartBytes / stored);
        var buffer = new byte[Math.Min(step, rows) * stored];
        for (var first = 0; first < rows; first += step)
        {
            var count = Math.Min(step, rows - first);
            var part = buffer.AsSpan(0, count * stored);
            read(info.Offset + ((long)first * stored), part);
            for (var row = 0; row < count; row++)
                Decode(part.Slice(row * stored, stored), destination.Slice((first + Place(row)) * decoded, decoded));
        }
    }

    private void Decode(ReadOnlySpan<byte> row, Span<byte> destination)
    {
        if (Type.BlockSize() == 1)
            row.CopyTo(destination);
        else
            BlockDecoding.Decode(Type, row, MemoryMarshal.Cast<byte, float>(destination));
    }

    // llama.cpp rotates neighbouring rows of a head, Hugging Face its halves: row x0 y0 x1 y1 becomes x0 x1 y0 y1.
    private int Place(int row) => HeadSize == 0 ? row : (row % 2 * (HeadSize / 2)) + (row / 2);
}

/// <summary>Copies stored bytes from an offset of a file.</summary>
internal delegate void StoredBytesReader(long offset, Span<byte> destination);

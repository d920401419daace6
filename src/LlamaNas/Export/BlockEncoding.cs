using System.Buffers.Binary;
using System.Numerics.Tensors;
using LlamaNas.Checkpoints.Gguf;

namespace LlamaNas.Export;

/// <summary>Numbers to ggml's blocks; <see cref="BlockDecoding"/> is the way back. Blocks of 32 are rounded as ggml's reference does it.</summary>
internal static class BlockEncoding
{
    private const int Small = 32;
    private const float LargestOfEight = 127;

    /// <summary>Encodes whole blocks, several at a time; each depends on its own numbers alone.</summary>
    /// <param name="type">How they are stored; one of blocks.</param>
    /// <param name="values">Finite; a multiple of the block size.</param>
    public static byte[] Encode(GgufElementType type, ReadOnlyMemory<float> values)
    {
        var (size, stored) = (type.BlockSize(), type.BlockBytes());
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length % size, 0);
        var bytes = new byte[values.Length / size * stored];
        Parallel.For(0, values.Length / size, index => Block(type, values.Span.Slice(index * size, size), bytes.AsSpan(index * stored, stored)));
        return bytes;
    }

    private static void Block(GgufElementType type, ReadOnlySpan<float> values, Span<byte> block)
    {
        switch (type)
        {
            case GgufElementType.Q4: Q4(values, block); break;
            case GgufElementType.Q4WithMinimum: Q4WithMinimum(values, block); break;
            case GgufElementType.Q8: Q8(values, block); break;
            case GgufElementType.Q4K: SuperBlockEncoding.Q4K(values, block); break;
            case GgufElementType.Q6K: SuperBlockEncoding.Q6K(values, block); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "not a type of blocks");
        }
    }

    // The number of largest magnitude becomes -8, so that its side has all eight levels.
    private static void Q4(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = TensorPrimitives.MaxMagnitude(values) / -8;
        var inverse = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        for (var index = 0; index < Small / 2; index++)
            block[2 + index] = (byte)(Level(values[index]) | (Level(values[index + (Small / 2)]) << 4));

        int Level(float value) => Math.Min(15, (int)((value * inverse) + 8.5f));
    }

    private static void Q4WithMinimum(ReadOnlySpan<float> values, Span<byte> block)
    {
        var minimum = TensorPrimitives.Min(values);
        var scale = (TensorPrimitives.Max(values) - minimum) / 15;
        var inverse = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        BinaryPrimitives.WriteHalfLittleEndian(block[2..], (Half)minimum);
        for (var index = 0; index < Small / 2; index++)
            block[4 + index] = (byte)(Level(values[index]) | (Level(values[index + (Small / 2)]) << 4));

        int Level(float value) => Math.Min(15, (int)(((value - minimum) * inverse) + 0.5f));
    }

    // The largest magnitude becomes 127; halves go away from zero.
    private static void Q8(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(values)) / LargestOfEight;
        var inverse = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        for (var index = 0; index < Small; index++)
            block[2 + index] = (byte)(sbyte)MathF.Round(values[index] * inverse, MidpointRounding.AwayFromZero);
    }
}

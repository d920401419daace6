using System.Runtime.InteropServices;

namespace LlamaNas.Checkpoints.Gguf;

/// <summary>ggml's blocks back to numbers, each in single precision as ggml's own reference does it (ggml-quants.c, ggml-common.h).</summary>
internal static class BlockDecoding
{
    private const int Small = 32; // weights of Q4_0, Q4_1, Q8_0, and of a part of Q4_K
    private const int Large = 256;

    /// <summary>Decodes whole blocks.</summary>
    /// <param name="type">How they are stored; one of blocks.</param>
    /// <param name="source">Blocks.</param>
    /// <param name="destination">As many numbers as they hold.</param>
    public static void Decode(GgufElementType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, type.Bytes(destination.Length));
        var (size, bytes) = (type.BlockSize(), type.BlockBytes());
        for (var (from, to) = (0, 0); to < destination.Length; (from, to) = (from + bytes, to + size))
        {
            var block = source.Slice(from, bytes);
            var values = destination.Slice(to, size);
            switch (type)
            {
                case GgufElementType.Q4: Q4(block, values); break;
                case GgufElementType.Q4WithMinimum: Q4WithMinimum(block, values); break;
                case GgufElementType.Q8: Q8(block, values); break;
                case GgufElementType.Q4K: Q4K(block, values); break;
                case GgufElementType.Q6K: Q6K(block, values); break;
                default: throw new ArgumentOutOfRangeException(nameof(type), type, "not a type of blocks");
            }
        }
    }

    /// <summary>The 6-bit scale and minimum of a part of Q4_K: the first four in the low bits of bytes 0-7, the last four in bytes 8-11 and the high bits of the others.</summary>
    /// <param name="packed">12 bytes.</param>
    /// <param name="part">0 to 7.</param>
    public static (int Scale, int Minimum) Scales(ReadOnlySpan<byte> packed, int part) => part < 4
        ? (packed[part] & 63, packed[part + 4] & 63)
        : ((packed[part + 4] & 15) | (packed[part - 4] >> 6 << 4), (packed[part + 4] >> 4) | (packed[part] >> 6 << 4));

    // Low halves of the bytes are the first 16 weights, high halves the others.
    private static void Q4(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Half(block);
        for (var index = 0; index < Small / 2; index++)
        {
            values[index] = ((block[2 + index] & 15) - 8) * scale;
            values[index + (Small / 2)] = ((block[2 + index] >> 4) - 8) * scale;
        }
    }

    private static void Q4WithMinimum(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (scale, minimum) = (Half(block), Half(block[2..]));
        for (var index = 0; index < Small / 2; index++)
        {
            values[index] = ((block[4 + index] & 15) * scale) + minimum;
            values[index + (Small / 2)] = ((block[4 + index] >> 4) * scale) + minimum;
        }
    }

    private static void Q8(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Half(block);
        for (var index = 0; index < Small; index++)
            values[index] = (sbyte)block[2 + index] * scale;
    }

    // Parts 2n and 2n + 1 are the low and high halves of bytes 32n to 32n + 31.
    private static void Q4K(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (scale, minimum) = (Half(block), Half(block[2..]));
        for (var part = 0; part < Large / Small; part++)
        {
            var (factor, offset) = Scales(block[4..16], part);
            var bytes = block.Slice(16 + (part / 2 * Small), Small);
            for (var index = 0; index < Small; index++)
                values[(part * Small) + index] = (scale * factor * (part % 2 == 0 ? bytes[index] & 15 : bytes[index] >> 4)) - (minimum * offset);
        }
    }

    // 128 bytes of low 4 bits, 64 of high 2 bits, 16 scales, one scale of scales. Each half of the block: four runs of 32 weights share 64 + 32 bytes.
    private static void Q6K(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Half(block[208..]);
        for (var index = 0; index < Large; index++)
        {
            var (half, run, place) = (index / 128, index % 128 / 32, index % 32);
            var low = (block[(half * 64) + (run % 2 * 32) + place] >> (run / 2 * 4)) & 15;
            var high = (block[128 + (half * 32) + place] >> (run * 2)) & 3;
            values[index] = scale * (sbyte)block[192 + (index / 16)] * ((low | (high << 4)) - 32);
        }
    }

    private static float Half(ReadOnlySpan<byte> bytes) => (float)MemoryMarshal.Read<Half>(bytes);
}

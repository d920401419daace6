using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace LlamaNas.Export;

/// <summary>ggml's Q8_0: 32 weights share a scale, which makes the largest magnitude 127.</summary>
internal static class BlockRounding
{
    /// <summary>Weights in a block.</summary>
    public const int BlockSize = 32;

    /// <summary>Bytes of a block: the scale in FP16, then one signed byte a weight.</summary>
    public const int BlockBytes = 2 + BlockSize;

    private const float Largest = 127;

    /// <summary>Rounds to the nearest level, halves away from zero, as ggml's reference does.</summary>
    /// <param name="values">Finite; a multiple of <see cref="BlockSize"/>.</param>
    public static byte[] Round(ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length % BlockSize, 0);
        var bytes = new byte[values.Length / BlockSize * BlockBytes];
        for (var (at, to) = (0, 0); at < values.Length; (at, to) = (at + BlockSize, to + BlockBytes))
            Block(values.Slice(at, BlockSize), bytes.AsSpan(to, BlockBytes));
        return bytes;
    }

    private static void Block(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(values)) / Largest;
        var inverse = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        for (var index = 0; index < BlockSize; index++)
            block[2 + index] = (byte)(sbyte)MathF.Round(values[index] * inverse, MidpointRounding.AwayFromZero);
    }
}

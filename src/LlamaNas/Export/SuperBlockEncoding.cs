using System.Buffers.Binary;

namespace LlamaNas.Export;

/// <summary>
/// ggml's blocks of 256: parts with a scale of few bits each, and a scale of scales. The format leaves open how scales are found; here each part's is
/// fitted (<see cref="ScaleFit"/>), then rounded, then its weights are rounded to what will be read.
/// </summary>
internal static class SuperBlockEncoding
{
    private const int Size = 256;
    private const int WidePart = 32, NarrowPart = 16;

    /// <summary>Q4_K: eight parts of 32, weight = scale * level - minimum with levels 0 to 15, scales and minima of 6 bits.</summary>
    public static void Q4K(ReadOnlySpan<float> values, Span<byte> block)
    {
        const int parts = Size / WidePart;
        Span<float> scales = stackalloc float[parts];
        Span<float> minima = stackalloc float[parts];
        for (var part = 0; part < parts; part++)
            (scales[part], minima[part]) = ScaleFit.WithMinimum(values.Slice(part * WidePart, WidePart), levels: 15);

        var (scale, minimum) = (Stored(Largest(scales) / 63), Stored(Largest(minima) / 63));
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        BinaryPrimitives.WriteHalfLittleEndian(block[2..], (Half)minimum);
        block[4..].Clear();
        for (var part = 0; part < parts; part++)
        {
            var (factor, offset) = (Rounded(scales[part], scale, 0, 63), Rounded(minima[part], minimum, 0, 63));
            Pack(block.Slice(4, 12), part, factor, offset);
            for (var index = 0; index < WidePart; index++)
            {
                var level = Rounded(values[(part * WidePart) + index] + (minimum * offset), scale * factor, 0, 15);
                block[16 + (part / 2 * WidePart) + index] |= (byte)(part % 2 == 0 ? level : level << 4);
            }
        }
    }

    /// <summary>Q6_K: sixteen parts of 16, weight = scale * level with levels -32 to 31, scales of 8 bits.</summary>
    public static void Q6K(ReadOnlySpan<float> values, Span<byte> block)
    {
        const int parts = Size / NarrowPart;
        Span<float> scales = stackalloc float[parts];
        for (var part = 0; part < parts; part++)
            scales[part] = ScaleFit.Symmetric(values.Slice(part * NarrowPart, NarrowPart), levels: 32);

        var scale = Stored(Largest(scales) / 127);
        block.Clear();
        BinaryPrimitives.WriteHalfLittleEndian(block[208..], (Half)scale);
        for (var index = 0; index < Size; index++)
        {
            var factor = Rounded(scales[index / NarrowPart], scale, -127, 127);
            block[192 + (index / NarrowPart)] = (byte)(sbyte)factor;
            var level = Rounded(values[index], scale * factor, -32, 31) + 32;
            var (half, run, place) = (index / 128, index % 128 / 32, index % 32);
            block[(half * 64) + (run % 2 * 32) + place] |= (byte)((level & 15) << (run / 2 * 4));
            block[128 + (half * 32) + place] |= (byte)(level >> 4 << (run * 2));
        }
    }

    // The layout that BlockDecoding.Scales takes apart.
    private static void Pack(Span<byte> packed, int part, int scale, int minimum)
    {
        if (part < 4)
        {
            packed[part] |= (byte)scale;
            packed[part + 4] |= (byte)minimum;
            return;
        }

        packed[part + 4] = (byte)((scale & 15) | ((minimum & 15) << 4));
        packed[part - 4] |= (byte)(scale >> 4 << 6);
        packed[part] |= (byte)(minimum >> 4 << 6);
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        var largest = 0f;
        foreach (var value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    private static float Stored(float value) => (float)(Half)value;

    private static int Rounded(float value, float unit, int least, int most) => unit == 0 ? 0 : Math.Clamp((int)MathF.Round(value / unit), least, most);
}

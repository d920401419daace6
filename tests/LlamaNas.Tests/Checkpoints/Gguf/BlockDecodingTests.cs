using CsCheck;
using LlamaNas.Checkpoints.Gguf;
using LlamaNas.Export;

namespace LlamaNas.Tests.Checkpoints.Gguf;

/// <summary>Blocks written by hand after ggml-common.h: where each weight lies, and what it is worth.</summary>
public sealed class BlockDecodingTests
{
    private static readonly byte[] Two = [0x00, 0x40], Half = [0x00, 0x38]; // FP16 of 2 and 0.5

    [Fact]
    public void Q4_0_counts_from_minus_eight()
    {
        byte[] block = [.. Two, 0xF0, .. Enumerable.Repeat((byte)0x88, 15)];

        var values = Decoded(GgufElementType.Q4, block);

        Assert.Equal((-16f, 14f), (values[0], values[16]));
        Assert.All(values.Where((_, index) => index % 16 > 0), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Q4_1_counts_from_the_minimum()
    {
        byte[] block = [.. Two, .. Half, 0x31, .. new byte[15]];

        var values = Decoded(GgufElementType.Q4WithMinimum, block);

        Assert.Equal((2.5f, 6.5f, 0.5f), (values[0], values[16], values[1]));
    }

    [Fact]
    public void Q8_0_is_signed()
    {
        byte[] block = [.. Half, 0xFF, 0x7F, .. new byte[30]];

        Assert.Equal([-0.5f, 63.5f, 0f], Decoded(GgufElementType.Q8, block)[..3]);
    }

    [Fact]
    public void Q4_K_takes_six_bit_scales_from_three_places()
    {
        // Part 0: scale 1 | minimum 2. Part 5: scale = low 4 bits of byte 9 (3) and high 2 bits of byte 1 (2) = 35; minimum = high 4 of byte 9 (4) and high 2 of byte 5 (1) = 20.
        byte[] scales = [1, 0x80, 0, 0, 2, 0x40, 0, 0, 0, 0x43, 0, 0];
        var weights = new byte[128];
        (weights[0], weights[64]) = (0x07, 0x90); // part 0, weight 0 is 7; part 5 (high halves of the third 32 bytes), weight 0 is 9
        byte[] block = [.. Two, .. Half, .. scales, .. weights];

        var values = Decoded(GgufElementType.Q4K, block);

        Assert.Equal(2f * 1 * 7 - 0.5f * 2, values[0]);
        Assert.Equal(2f * 35 * 9 - 0.5f * 20, values[5 * 32]);
        Assert.Equal(-0.5f * 20, values[5 * 32 + 1]);
    }

    [Fact]
    public void Q6_K_joins_four_low_and_two_high_bits()
    {
        var (low, high, scales) = (new byte[128], new byte[64], Enumerable.Repeat((byte)1, 16).ToArray());
        low[64 + 32 + 5] = 0xA0;  // second half, run 3 (high bits of the second 32 bytes), place 5: low bits 10
        high[32 + 5] = 0x80;      // the same weight's high bits: 2
        scales[128 / 16 + 6] = 0xFE; // weights 224 to 239: scale -2
        byte[] block = [.. low, .. high, .. scales, .. Half];

        var values = Decoded(GgufElementType.Q6K, block);

        Assert.Equal(0.5f * -2 * ((10 | 2 << 4) - 32), values[128 + 3 * 32 + 5]);
        Assert.Equal(0.5f * -32, values[0]);
    }

    [Fact]
    public void Eight_bits_come_back_as_the_writer_rounded_them() => Gen.Float[-100, 100].Array[32].Sample(values =>
    {
        var decoded = Decoded(GgufElementType.Q8, BlockEncoding.Encode(GgufElementType.Q8, values));
        return values.Zip(decoded, (value, back) => Math.Abs(value - back)).Max() <= values.Max(Math.Abs) / 127;
    });

    private static float[] Decoded(GgufElementType type, byte[] blocks)
    {
        var values = new float[blocks.Length / type.BlockBytes() * type.BlockSize()];
        BlockDecoding.Decode(type, blocks, values);
        return values;
    }
}

using System.Buffers.Binary;
using CsCheck;
using LlamaNas.Checkpoints.Gguf;
using LlamaNas.Export;

namespace LlamaNas.Tests.Export;

/// <summary>Q8_0 as ggml defines it (block_q8_0: FP16 scale = largest magnitude / 127, then 32 signed bytes).</summary>
public sealed class BlockEncodingTests
{
    private static readonly Gen<float[]> Blocks = Gen.Float[-100, 100].Array[32].Array[1, 4].Select(blocks => blocks.SelectMany(block => block).ToArray());

    [Fact]
    public void The_largest_magnitude_becomes_127_and_halves_go_away_from_zero()
    {
        var values = new float[32];
        (values[0], values[1], values[2], values[3]) = (-127, 0.5f, -2.5f, 63.4f);

        var bytes = BlockEncoding.Encode(GgufElementType.Q8, values);

        Assert.Equal(34, bytes.Length);
        Assert.Equal((Half)1, BinaryPrimitives.ReadHalfLittleEndian(bytes));
        Assert.Equal([-127, 1, -3, 63], bytes[2..6].Select(value => (sbyte)value));
    }

    [Fact]
    public void A_block_of_zeros_stays_zero() => Assert.All(BlockEncoding.Encode(GgufElementType.Q8, new float[64]), value => Assert.Equal(0, value));

    [Fact]
    public void Every_value_comes_back_within_half_a_level() => Blocks.Sample(values =>
    {
        var bytes = BlockEncoding.Encode(GgufElementType.Q8, values);
        for (var index = 0; index < values.Length; index++)
        {
            var block = bytes.AsSpan(index / 32 * 34, 34);
            var scale = values.AsSpan(index / 32 * 32, 32).ToArray().Max(Math.Abs) / 127;
            // Half a level, and what FP16 takes from the scale (2^-11) times the level.
            var level = (sbyte)block[2 + index % 32];
            Assert.InRange(Math.Abs(values[index] - level * (float)BinaryPrimitives.ReadHalfLittleEndian(block)), 0, scale * (0.5f + Math.Abs(level) / 2048f) + 1e-6f);
        }
    });

    [Fact]
    public void A_rest_that_fills_no_block_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => BlockEncoding.Encode(GgufElementType.Q8, new float[33]));

    // What ggml's own reference gives (quantize_row_q4_0_ref): the largest magnitude is -8, halves of a level go up.
    [Fact]
    public void Four_bits_give_the_largest_magnitude_the_longer_side()
    {
        var values = new float[32];
        (values[0], values[1], values[16], values[17]) = (16, -14, 15, 1);

        var bytes = BlockEncoding.Encode(GgufElementType.Q4, values);

        Assert.Equal((Half)(-2), BinaryPrimitives.ReadHalfLittleEndian(bytes));
        Assert.Equal([0x10, 0x8F, 0x88], bytes[2..5]); // 16 / -2 + 8 = 0 and 15 / -2 + 8.5 = 1; -14: 15, and 1: 8
    }

    // Of the largest magnitude in the block: half a level, and for scales of few bits what their rounding moves.
    [Theory]
    [InlineData(GgufElementType.Q4, 0.126)]
    [InlineData(GgufElementType.Q4WithMinimum, 0.068)]
    [InlineData(GgufElementType.Q8, 0.0045)]
    [InlineData(GgufElementType.Q4K, 0.12)]
    [InlineData(GgufElementType.Q6K, 0.04)]
    internal void Every_type_comes_back_near(GgufElementType type, double tolerance) => Gen.Float[-1, 1].Array[512].Sample(
        values =>
        {
            var decoded = Decoded(type, BlockEncoding.Encode(type, values));
            Assert.All(values.Zip(decoded), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance));
        },
        iter: 30);

    [Theory]
    [InlineData(GgufElementType.Q4K, 0.075)] // plain rounding from the least to the largest value gives 0.09 on a normal distribution
    [InlineData(GgufElementType.Q6K, 0.02)]
    internal void Fitted_scales_make_the_error_of_normal_weights_small(GgufElementType type, double most)
    {
        var random = new Random(5);
        float[] values = [.. Enumerable.Range(0, 256 * 64).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];

        var decoded = Decoded(type, BlockEncoding.Encode(type, values));

        Assert.InRange(Math.Sqrt(values.Zip(decoded, (value, back) => Math.Pow(value - back, 2)).Average()), 0, most);
    }

    [Fact]
    public void Zeros_stay_zeros_in_every_type() => Assert.All(
        [GgufElementType.Q4, GgufElementType.Q4WithMinimum, GgufElementType.Q8, GgufElementType.Q4K, GgufElementType.Q6K],
        type => Assert.All(Decoded(type, BlockEncoding.Encode(type, new float[256])), value => Assert.Equal(0, value)));

    private static float[] Decoded(GgufElementType type, byte[] blocks)
    {
        var values = new float[blocks.Length / type.BlockBytes() * type.BlockSize()];
        BlockDecoding.Decode(type, blocks, values);
        return values;
    }
}

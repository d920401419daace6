using System.Buffers.Binary;
using CsCheck;
using LlamaNas.Export;

namespace LlamaNas.Tests.Export;

/// <summary>Q8_0 as ggml defines it (block_q8_0: FP16 scale = largest magnitude / 127, then 32 signed bytes).</summary>
public sealed class BlockRoundingTests
{
    private static readonly Gen<float[]> Blocks = Gen.Float[-100, 100].Array[32].Array[1, 4].Select(blocks => blocks.SelectMany(block => block).ToArray());

    [Fact]
    public void The_largest_magnitude_becomes_127_and_halves_go_away_from_zero()
    {
        var values = new float[32];
        (values[0], values[1], values[2], values[3]) = (-127, 0.5f, -2.5f, 63.4f);

        var bytes = BlockRounding.Round(values);

        Assert.Equal(34, bytes.Length);
        Assert.Equal((Half)1, BinaryPrimitives.ReadHalfLittleEndian(bytes));
        Assert.Equal([-127, 1, -3, 63], bytes[2..6].Select(value => (sbyte)value));
    }

    [Fact]
    public void A_block_of_zeros_stays_zero() => Assert.All(BlockRounding.Round(new float[64]), value => Assert.Equal(0, value));

    [Fact]
    public void Every_value_comes_back_within_half_a_level() => Blocks.Sample(values =>
    {
        var bytes = BlockRounding.Round(values);
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
    public void A_rest_that_fills_no_block_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => BlockRounding.Round(new float[33]));
}

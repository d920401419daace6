using CsCheck;
using LlamaNas.Tensors;
using LlamaNas.Tensors.Kernels;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Tensors.Kernels;

/// <summary>The INT8 kernels against their definitions.</summary>
public sealed class Int8KernelTests
{
    static Int8KernelTests() => NativeEngine.Load();

    [Fact]
    public void A_quantized_row_is_within_half_a_step_of_the_row() => Gen.Float[-1000, 1000].Array[0, 100].Sample(row =>
    {
        var values = new sbyte[row.Length];

        var scale = RowQuantizer.QuantizeRow(row, values);

        return row.Zip(values).All(pair => Math.Abs(pair.First - (pair.Second * scale)) <= 0.5001 * scale);
    });

    [Fact]
    public void The_largest_magnitude_becomes_127() => Gen.Float[-1000, 1000].Array[1, 100].Where(row => row.Any(value => Math.Abs(value) > 1e-35f)).Sample(row =>
    {
        var values = new sbyte[row.Length];

        RowQuantizer.QuantizeRow(row, values);

        return values.Max(value => Math.Abs((int)value)) == 127;
    });

    [Fact]
    public void A_row_of_zeros_has_scale_zero()
    {
        var values = new sbyte[] { 1, 2, 3 };

        var scale = RowQuantizer.QuantizeRow([0, 8e-41f, 0], values);           // a denormal has no scale either

        Assert.Equal(0, scale);
        Assert.Equal(new sbyte[3], values);
    }

    [Fact]
    public void Inner_products_are_exact() => Gen.SByte.Array[0, 150].SelectMany(left => Gen.SByte.Array[left.Length].Select(right => (left, right))).Sample(
        (left, right) => Int8DotKernel.Of(left, right) == left.Zip(right).Sum(pair => pair.First * pair.Second));

    [Theory]
    [InlineData(1, 16)]
    [InlineData(5, 43)]
    public void Sums_become_the_product_of_both_scales(int tokens, int channels)
    {
        using var scope = NewDisposeScope();
        var (sums, tokenScales, channelScales) = (randint(-100000, 100000, [tokens, channels], int32), rand(tokens), rand(channels));
        var result = empty([tokens, channels], bfloat16);

        Int8SumKernel.Dequantize(sums.Int32Span(), tokenScales.Float32Span(), channelScales.Float32Span(), result.BFloat16Span());

        Assert.True(result.to(float32).allclose(sums.to(float32) * tokenScales.unsqueeze(1) * channelScales, rtol: 1.0 / 256, atol: 1e-6));
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(5, 43)]
    public void The_gated_unit_is_within_half_a_step_of_Torchs(int tokens, int channels)
    {
        using var scope = NewDisposeScope();
        var (gate, up) = (randint(-1000, 1000, [tokens, channels], int32), randint(-1000, 1000, [tokens, channels], int32));
        var (tokenScales, gateScales, upScales) = (rand(tokens).Over(10), rand(channels).Over(10), rand(channels).Over(10));
        var (values, scales) = (empty([tokens, channels], int8), empty(tokens, float32));

        Int8SumKernel.Gate(
            gate.Int32Span(), up.Int32Span(), tokenScales.Float32Span(), gateScales.Float32Span(), upScales.Float32Span(), values.Int8Span(), scales.Float32Span());

        var (realGate, realUp) = (gate.to(float32) * tokenScales.unsqueeze(1) * gateScales, up.to(float32) * tokenScales.unsqueeze(1) * upScales);
        var difference = (nn.functional.silu(realGate) * realUp) - (values.to(float32) * scales.unsqueeze(1));
        Assert.True((difference.abs() <= scales.unsqueeze(1).Times(0.501).Plus(1e-7)).all().item<bool>());
    }
}

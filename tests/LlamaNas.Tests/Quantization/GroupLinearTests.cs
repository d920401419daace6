using CsCheck;
using LlamaNas.Checkpoints;
using LlamaNas.Quantization;
using LlamaNas.Tensors;
using LlamaNas.Tensors.Kernels;
using LlamaNas.Tests.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Quantization;

public sealed class GroupLinearTests
{
    public GroupLinearTests() => NativeEngine.Load();

    public static TheoryData<LayerFormat, int, int> Shapes { get; } = new()
    {
        { LayerFormat.Int4Groups, 32, 96 },
        { LayerFormat.Int4Groups, 64, 72 },
        { LayerFormat.Int4Groups, 128, 16 },
        { LayerFormat.Int8Groups, 32, 96 },
        { LayerFormat.Int8Groups, 64, 72 },
        { LayerFormat.Int8Groups, 128, 7 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_weight_is_within_half_a_level_of_its_group(LayerFormat format, int groupSize, int inputs)
    {
        using var scope = NewDisposeScope();
        var weight = RandomTensors.Normal(3UL, [24, inputs]);
        var grid = LevelGrid.Of(format, groupSize, inputs);
        var scales = grid.Scales(weight);

        var real = Rounded(weight, format, groupSize).Dense(ScalarType.Float32);

        var step = scales.repeat_interleave(groupSize, 1).narrow(1, 0, inputs);
        Assert.True(((real - weight).abs() <= step.Times(0.51)).all().item<bool>(), "FP16 scales move a level by 2^-11 of its value");
        Assert.True(real.allclose(grid.Real(grid.Nearest(weight, scales), scales)));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Few_tokens_and_many_tokens_are_multiplied_by_the_same_weights(LayerFormat format, int groupSize, int inputs)
    {
        using var scope = NewDisposeScope();
        var linear = Rounded(RandomTensors.Normal(3UL, [24, inputs]), format, groupSize);
        var input = RandomTensors.Normal(4UL, [9, inputs]);

        var expected = input.matmul(linear.Dense(ScalarType.Float32).t());

        Assert.True(linear.Apply(input).allclose(expected, atol: 1e-4));
        Assert.True(linear.Apply(input.narrow(0, 0, 3)).allclose(expected.narrow(0, 0, 3), atol: 1e-4));
        Assert.True(linear.Apply(input.to(bfloat16)).to(float32).allclose(expected, rtol: 0.02, atol: 0.1));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_cut_map_is_the_first_part_of_the_whole(LayerFormat format, int groupSize, int inputs)
    {
        using var scope = NewDisposeScope();
        var linear = Rounded(RandomTensors.Normal(3UL, [24, inputs]), format, groupSize);
        var whole = linear.Dense(ScalarType.Float32);

        var fewer = (GroupLinear)((GroupLinear)linear.FirstOutputs(10)).FirstInputs(5);

        Assert.True(fewer.Dense(ScalarType.Float32).equal(whole.narrow(0, 0, 10).narrow(1, 0, 5)).all().item<bool>());
    }

    [Fact]
    public void Packing_INT4_loses_nothing() => Gen.SByte[-8, 7].Array[1, 100].Sample(levels =>
    {
        var packed = new byte[QuantizedLayout.PackedBytes(levels.Length)];
        var wide = new float[packed.Length * 2];
        GroupKernel.Pack(levels, packed);

        GroupKernel.WidenInt4(packed, [.. Enumerable.Repeat((Half)1, packed.Length)], QuantizedLayout.Block, wide);

        return wide.Take(levels.Length).SequenceEqual(levels.Select(level => (float)level)) && wide.Skip(levels.Length).All(value => value == 0);
    });

    private static GroupLinear Rounded(Tensor weight, LayerFormat format, int groupSize) =>
        (GroupLinear)LinearQuantizer.Quantize(weight, format, new QuantizationOptions { Format = format, GroupSize = groupSize }, statistics: null);
}

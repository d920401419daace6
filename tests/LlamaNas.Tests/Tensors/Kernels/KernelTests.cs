using CsCheck;
using LlamaNas.Tensors;
using LlamaNas.Tensors.Kernels;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Tensors.Kernels;

/// <summary>The kernels against Torch's operations. Tolerances are in units of BF16's last place (2^-8 of the value).</summary>
public sealed class KernelTests
{
    private const double BFloat16Step = 1.0 / 256;

    static KernelTests() => NativeEngine.Load();

    [Fact]
    public void Narrowing_rounds_as_Torch_does() => Gen.Float.Array[0, 70].Sample(values =>
    {
        using var scope = NewDisposeScope();
        var expected = tensor(values).to(bfloat16);
        var actual = new ushort[values.Length];
        BFloat16Vectors.Narrow(values, actual);
        return values.Index().All(item => float.IsNaN(item.Item)
            ? float.IsNaN(BFloat16Vectors.Wide(actual[item.Index]))
            : actual[item.Index] == expected.BFloat16Span()[item.Index]);
    });

    [Fact]
    public void Widening_after_narrowing_keeps_BF16_values() => Gen.UShort.Array[0, 70].Sample(bits =>
    {
        var wide = new float[bits.Length];
        var again = new ushort[bits.Length];
        BFloat16Vectors.Widen(bits, wide);
        BFloat16Vectors.Narrow(wide, again);
        return bits.Zip(again).All(pair => pair.First == pair.Second || float.IsNaN(BFloat16Vectors.Wide(pair.First)));
    });

    [Fact]
    public void Exponentials_are_those_of_the_framework() => Gen.Float[-87, 88].Array[8].Sample(values =>
    {
        var results = Exponential.Of(System.Runtime.Intrinsics.Vector256.Create<float>(values));
        return values.Index().All(item => Math.Abs(results[item.Index] - Math.Exp(item.Item)) <= 3e-7 * Math.Exp(item.Item));
    });

    [Theory]
    [InlineData(1, 576)]
    [InlineData(7, 40)]
    [InlineData(3, 1030)]
    public void The_norm_equals_Torchs(int tokens, int width)
    {
        using var scope = NewDisposeScope();
        var (hidden, weight, addend) = (Normal(tokens, width), Normal(width), Normal(tokens, width).to(bfloat16));
        var (sum, normed) = (empty_like(hidden), empty(hidden.shape, bfloat16));

        NormKernel.AddAndNormalise(hidden.Float32Span(), addend.BFloat16Span(), sum.Float32Span(), weight.Float32Span(), 1e-5, normed.BFloat16Span());

        Close(hidden.Plus(addend.to(float32)), sum, 1e-7);
        Close(TorchScripts.RmsNorm(hidden.Plus(addend.to(float32)), weight, 1e-5), normed, BFloat16Step);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(48)]
    [InlineData(1536)]
    public void The_gated_unit_equals_Torchs(int channels)
    {
        using var scope = NewDisposeScope();
        var (gate, up) = (Normal(3, channels).Times(8).to(bfloat16), Normal(3, channels).to(bfloat16));
        var expected = nn.functional.silu(gate.to(float32)) * up.to(float32);

        GateKernel.Apply(gate.BFloat16Span(), up.BFloat16Span());

        Close(expected, gate, BFloat16Step);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(16)]
    [InlineData(12)]
    public void Rotation_equals_Hugging_Faces(int headSize)
    {
        using var scope = NewDisposeScope();
        var heads = Normal(5, 3, headSize).to(bfloat16);
        var angles = Normal(5, headSize / 2);
        var (cosines, sines) = (cat([angles.cos(), angles.cos()], 1).unsqueeze(1), cat([angles.sin(), angles.sin()], 1).unsqueeze(1));
        var wide = heads.to(float32);
        var turned = cat([wide.narrow(2, headSize / 2, headSize / 2).neg(), wide.narrow(2, 0, headSize / 2)], 2);
        var expected = (wide * cosines).Plus(turned * sines);

        RotaryKernel.Rotate(heads.BFloat16Span(), angles.cos().Float32Span(), angles.sin().Float32Span(), headSize);

        Close(expected, heads, BFloat16Step);
    }

    [Fact]
    public void The_normaliser_equals_Torchs_however_the_logits_are_parted()
    {
        using var scope = NewDisposeScope();
        var logits = Normal(4, 3001).Times(12).to(bfloat16);
        var expected = logits.to(float32).logsumexp(1).data<float>().ToArray();

        for (var row = 0; row < 4; row++)
        {
            var sum = new LogSumExp();
            sum.Add(logits.BFloat16Span().Slice(row * 3001, 500 * row));
            sum.Add(logits.BFloat16Span().Slice((row * 3001) + (500 * row), 3001 - (500 * row)));
            Assert.Equal(expected[row], sum.Value, 2e-5);
        }
    }

    [Fact]
    public void Large_elements_are_found_where_they_are() => Gen.Float[-9, 9].Array[0, 70].Sample(values =>
    {
        var bits = new ushort[values.Length];
        BFloat16Vectors.Narrow(values, bits);
        var found = new List<int>();
        ThresholdKernel.Find(bits, 4, found);
        return found.SequenceEqual(Enumerable.Range(0, bits.Length).Where(index => BFloat16Vectors.Wide(bits[index]) >= 4));
    });

    [Fact]
    public void A_masked_score_gets_no_weight()
    {
        float[] row = [1, float.NegativeInfinity, 2, 3, float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity];

        SoftmaxRow.Apply(row);

        Assert.Equal([0, 0, 0, 0, 0], row.Where((_, index) => index is 1 or > 3));
        Assert.Equal(1, row.Sum(), 1e-6);
    }

    [Fact]
    public void A_masked_softmax_ignores_what_masked_places_hold()
    {
        var scores = Enumerable.Range(0, 32).Select(index => BFloat16Vectors.Round(index == 20 ? float.NaN : index / 8f)).ToArray();
        var mask = Enumerable.Range(0, 32).Select(index => index % 3 == 0 ? 0 : float.NegativeInfinity).ToArray();
        var sum = Enumerable.Range(0, 32).Where(index => index % 3 == 0).Sum(index => Math.Exp(index / 16.0));

        MaskedSoftmax.Apply(scores, mask, scale: 0.5f, new float[32]);

        foreach (var (index, weight) in scores.Index())
            Assert.Equal(index % 3 == 0 ? Math.Exp(index / 16.0) / sum : 0, BFloat16Vectors.Wide(weight), 0.001);
    }

    [Fact]
    public void Row_counts_that_vectors_do_not_divide_are_refused() =>
        Assert.Throws<ArgumentException>(() => MaskedSoftmax.Apply(new ushort[17], new float[17], 1, new float[17]));

    [Fact]
    public void A_tensor_of_another_type_is_refused()
    {
        using var floats = zeros(4);
        Assert.Throws<ArgumentException>(() => floats.BFloat16Span().Length);
    }

    private static Tensor Normal(params long[] shape)
    {
        using var generator = new Generator(7, CPU);
        return randn(shape, generator: generator);
    }

    private static void Close(Tensor expected, Tensor actual, double relative)
    {
        var difference = (expected - actual.to(float32)).abs().PlusScaled(expected.abs(), -relative);
        Assert.True(difference.max().item<float>() <= 1e-5, $"differs by {difference.max().item<float>()} more than allowed");
    }
}

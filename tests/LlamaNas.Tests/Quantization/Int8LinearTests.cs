using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Quantization;

public sealed class Int8LinearTests
{
    public Int8LinearTests() => NativeEngine.Load();

    [Fact]
    public void Products_are_within_the_rounding_of_both_sides()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1UL);
        var dense = randn([24, 64], generator: generator);
        var input = randn([10, 64], generator: generator);

        var difference = Rounded(dense).Apply(input) - input.matmul(dense.t());

        Assert.True(difference.abs().max().item<float>() < 0.5, "8 bits keep about 1 % of a product of 64 terms");
    }

    [Fact]
    public void Weights_that_are_whole_numbers_up_to_127_are_kept_exactly()
    {
        using var scope = NewDisposeScope();
        var dense = TensorArithmetic.Counting(-127, 128, float32).unsqueeze(0);

        var rounded = Rounded(dense);

        Assert.True(rounded.Weight.to(float32).equal(dense).all().item<bool>());
        Assert.Equal(1f, rounded.Scales[0].item<float>());
    }

    [Fact]
    public void A_row_of_zeros_stays_zero()
    {
        using var scope = NewDisposeScope();

        var product = Rounded(zeros(3, 8)).Apply(zeros(2, 8));

        Assert.Equal(0, product.abs().sum().item<float>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(40)]
    public void The_kernels_agree_with_Torchs_operations(int tokens)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1UL);
        var linear = Rounded(randn([24, 64], generator: generator));
        var input = randn([tokens, 64], generator: generator).to(bfloat16);

        var difference = linear.Apply(input).to(float32) - linear.Apply(input.to(float32));

        Assert.True(difference.abs().max().item<float>() < 0.15, "products near 30 have BF16 steps of 0.125");
    }

    [Fact]
    public void A_gated_pair_equals_its_parts()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1UL);
        var (gate, up) = (Rounded(randn([48, 64], generator: generator)), Rounded(randn([48, 64], generator: generator)));
        var input = randn([6, 64], generator: generator).to(bfloat16);

        var gated = gate.Gate(up, gate.Prepare(input));

        var expected = nn.functional.silu(gate.Apply(input).to(float32)) * up.Apply(input).to(float32);
        var difference = (gated.Values.to(float32) * gated.Scales!.unsqueeze(1)) - expected;
        Assert.True((difference.abs() <= gated.Scales.unsqueeze(1).Times(0.5).PlusScaled(expected.abs(), 1 / 64.0)).all().item<bool>());
    }

    [Fact]
    public void A_quantized_network_stays_close_to_its_sub_network_and_outlives_it()
    {
        var subNetwork = new SubNetwork { Layers = [0, 2], FeedForwardWidths = [8, 24] };
        using var scope = NewDisposeScope();
        var network = TinyModels.Network();
        using var pattern = new CausalBatch(1, 5);
        var ids = tensor(new long[] { 3, 1, 4, 1, 5 });
        var exact = nn.functional.log_softmax(network.Logits(network.Forward(ids, pattern, subNetwork)), 1);

        using var quantized = NetworkQuantizer.ToInt8(network, subNetwork);
        network.Dispose();
        var rounded = nn.functional.log_softmax(quantized.Logits(quantized.Forward(ids, pattern, SubNetwork.Full(quantized.Config))), 1);

        Assert.True((exact - rounded).abs().mean().item<float>() < 0.2);
    }

    private static Int8Linear Rounded(Tensor dense) => (Int8Linear)LinearQuantizer.Quantize(dense, LayerFormat.Int8, new QuantizationOptions(), statistics: null);
}

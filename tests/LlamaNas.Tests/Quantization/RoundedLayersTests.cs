using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Quantization;

public sealed class RoundedLayersTests
{
    private static readonly SubNetwork Narrow = new() { Layers = [0, 2], FeedForwardWidths = [16, 24] };

    public RoundedLayersTests() => NativeEngine.Load();

    [Theory]
    [InlineData(ElementType.Float32, 8)]
    [InlineData(ElementType.BFloat16, 8)]
    [InlineData(ElementType.Float32, 4)]
    [InlineData(ElementType.BFloat16, 4)]
    public void Bits_everywhere_are_the_quantized_network_bit_for_bit(ElementType type, int bits)
    {
        using var network = TinyModels.Network(type);
        foreach (var subNetwork in new[] { Narrow, TinyModels.Mixed })
        {
            using var quantized = NetworkQuantizer.Quantize(network, subNetwork, new QuantizationOptions { Format = new QuantizationOptions().FormatOf(bits) });

            Assert.Equal(
                Logits(quantized, SubNetwork.Full(quantized.Config)),
                Logits(network, subNetwork with { Bits = [.. subNetwork.Layers.Select(_ => bits)] }));
        }
    }

    [Fact]
    public void Fewer_bits_are_further_from_the_network()
    {
        using var network = TinyModels.Network();
        var exact = Logits(network, Narrow);
        var (eight, four) = (Distance(8), Distance(4));

        Assert.InRange(eight, 1e-6, 0.1);
        Assert.InRange(four, 2 * eight, 0.6);

        double Distance(int bits) => Math.Sqrt(
            exact.Zip(Logits(network, Narrow with { Bits = [bits, bits] })).Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / exact.Sum(value => Math.Pow(value, 2)));
    }

    [Fact]
    public void A_mixed_network_costs_no_second_rounding()
    {
        using var network = TinyModels.Network();
        Logits(network, Narrow with { Bits = [8, 4] });
        Logits(network, Narrow with { Bits = [4, 8] });
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Logits(network, Narrow with { Bits = [8, 8] });
        Logits(network, Narrow with { Bits = [4, 4] });

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static float[] Logits(SuperNetwork network, SubNetwork subNetwork)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var pattern = new CausalBatch(1, 5);
        return network.Logits(network.Forward(tensor(new long[] { 3, 1, 4, 1, 5 }), pattern, subNetwork)).to(float32).data<float>().ToArray();
    }
}

using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using LlamaNas.Tests.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Quantization;

public sealed class NetworkQuantizerTests
{
    private static readonly SubNetwork Smaller = new() { Layers = [0, 2], FeedForwardWidths = [8, 24] };

    public NetworkQuantizerTests() => NativeEngine.Load();

    public static TheoryData<LayerFormat, QuantizationMethod, ElementType> Ways { get; } = [.. from format in Enum.GetValues<LayerFormat>()
        from method in Enum.GetValues<QuantizationMethod>()
        from type in (ElementType[])[ElementType.Float32, ElementType.BFloat16]
        where method != QuantizationMethod.Smooth || format == LayerFormat.Int8
        select (format, method, type)];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_quantized_network_stays_close_to_its_sub_network_and_outlives_it(LayerFormat format, QuantizationMethod method, ElementType type)
    {
        using var scope = NewDisposeScope();
        var network = TinyModels.Network(type);
        var exact = LogProbabilities(network, Smaller);

        using var quantized = NetworkQuantizer.Quantize(network, Smaller, new QuantizationOptions { Format = format, Method = method }, Texts());
        network.Dispose();

        var limit = format == LayerFormat.Int4Groups ? 0.7 : 0.2;
        Assert.True((exact - LogProbabilities(quantized, SubNetwork.Full(quantized.Config))).abs().mean().item<float>() < limit);
    }

    [Fact]
    public void Smoothing_changes_no_function_before_rounding()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var (norm, weight) = (RandomTensors.Uniform(1UL, [16]).Plus(0.5), RandomTensors.Normal(2UL, [24, 16]));
        var input = RandomTensors.Normal(3UL, [5, 16]) * TensorArithmetic.Counting(1, 17, float32);

        var factors = Smoothing.Factors(input.abs().amax([0]), [weight], strength: 0.5);

        Assert.True((input * norm).matmul(weight.t()).equal((input * (norm / factors)).matmul((weight * factors).t())).all().item<bool>(), "factors are powers of two");
        var (before, after) = ((input * norm).abs().amax([0]), (input * (norm / factors)).abs().amax([0]));
        Assert.True((after.max() / after.min()).item<float>() < (before.max() / before.min()).item<float>());
    }

    [Fact]
    public void A_method_that_looks_at_activations_asks_for_calibration_text()
    {
        using var network = TinyModels.Network();

        var error = Assert.Throws<UsageException>(() => NetworkQuantizer.Quantize(network, Smaller, new QuantizationOptions { Method = QuantizationMethod.Gptq }));

        Assert.Contains("calibration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quantized_network_is_not_quantized_again()
    {
        using var network = TinyModels.Network();
        using var quantized = NetworkQuantizer.ToInt8(network, Smaller);

        Assert.Throws<LlamaNasException>(() => NetworkQuantizer.ToInt8(quantized, SubNetwork.Full(quantized.Config)));
    }

    [Fact]
    public void Quantizing_leaves_no_tensors_behind()
    {
        using var network = TinyModels.Network(ElementType.BFloat16);
        long Live()
        {
            using (NetworkQuantizer.Quantize(network, Smaller, new QuantizationOptions { Format = LayerFormat.Int4Groups, Method = QuantizationMethod.Gptq }, Texts()))
            {
            }

            return TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }

        var first = Live();

        Assert.Equal(first, Live());
    }

    private static int[][] Texts() => [.. Enumerable.Range(0, 10).Select(text => Enumerable.Range(0, 12).Select(place => ((text * 7) + (place * place)) % 40).ToArray())];

    private static Tensor LogProbabilities(SuperNetwork network, SubNetwork subNetwork)
    {
        using var gradients = no_grad();
        using var pattern = new CausalBatch(1, 5);
        return nn.functional.log_softmax(network.Logits(network.Forward(tensor(new long[] { 3, 1, 4, 1, 5 }), pattern, subNetwork)).to(float32), 1);
    }
}

using CsCheck;
using LlamaNas.Checkpoints;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;
using TorchSharp;

namespace LlamaNas.Tests.Inference;

/// <summary>Single tokens through kernels, against the same through Torch's operations.</summary>
public sealed class SequenceDecoderTests
{
    private static readonly LlamaConfig Config = TinyModels.Config with { HiddenSize = 72, FeedForwardWidths = [100, 70, 100], HeadSize = 20, VocabularySize = 97 };
    private static readonly SubNetwork Smaller = new() { Layers = [0, 1], FeedForwardWidths = [33, 70] };

    [Fact]
    public void Logits_are_those_of_Torch_up_to_rounding()
    {
        using var network = SuperNetwork.Random(Config, seed: 3, new NetworkOptions { Weights = ElementType.BFloat16 });

        Gen.Int[0, 96].Array[2, 40].Sample(tokens => AssertClose(network, Smaller, tokens, tolerance: 0.01), iter: 20, threads: 1);
    }

    [Fact]
    public void Eight_bit_weights_give_the_logits_of_Torch_up_to_rounding()
    {
        using var dense = SuperNetwork.Random(Config, seed: 3, new NetworkOptions { Weights = ElementType.BFloat16 });
        using var network = NetworkQuantizer.ToInt8(dense, Smaller);

        Gen.Int[0, 96].Array[2, 40].Sample(tokens => AssertClose(network, SubNetwork.Full(network.Config), tokens, tolerance: 0.015), iter: 20, threads: 1);
    }

    [Theory]
    [InlineData(LayerFormat.Int4Groups)]
    [InlineData(LayerFormat.Int8Groups)]
    public void Weights_in_groups_give_the_logits_of_Torch_up_to_rounding(LayerFormat format)
    {
        using var dense = SuperNetwork.Random(Config, seed: 3, new NetworkOptions { Weights = ElementType.BFloat16 });
        using var network = NetworkQuantizer.Quantize(dense, Smaller, new QuantizationOptions { Format = format });
        AssertKernelsServe(network, SubNetwork.Full(network.Config));

        Gen.Int[0, 96].Array[2, 40].Sample(tokens => AssertClose(network, SubNetwork.Full(network.Config), tokens, tolerance: 0.01), iter: 20, threads: 1);
    }

    [Fact]
    public void Layers_may_differ_in_bits_heads_and_blocks()
    {
        using var dense = SuperNetwork.Random(Config, seed: 3, new NetworkOptions { Weights = ElementType.BFloat16 });
        using var network = new SuperNetwork(dense.Weights with { Named = new Dictionary<string, torch.Tensor>() }, dense.Options) { Rounding = new RoundedLayers() };
        SubNetwork[] mixed =
        [
            new() { Layers = [0, 1, 2], FeedForwardWidths = [33, 70, 64], Bits = [8, 16, 4], KeyValueHeads = [1, 2, 1] },
            new() { Layers = [0, 1, 2], FeedForwardWidths = [100, 50, 0], Bits = [4, 4, 8], SkipAttention = [false, true, false], SkipFeedForward = [false, false, true] },
        ];

        foreach (var subNetwork in mixed)
        {
            AssertKernelsServe(network, subNetwork);
            Gen.Int[0, 96].Array[2, 40].Sample(tokens => AssertClose(network, subNetwork, tokens, tolerance: 0.015), iter: 20, threads: 1);
        }
    }

    [Fact]
    public void The_cache_grows_as_long_as_the_text()
    {
        using var network = SuperNetwork.Random(Config with { MaximumPositions = 1024 }, seed: 3, new NetworkOptions { Weights = ElementType.BFloat16 });

        AssertClose(network, Smaller, [.. Enumerable.Range(0, 600).Select(at => at * 7 % 97)], tolerance: 0.01);
    }

    [Fact]
    public void FP32_networks_are_decoded_by_Torch()
    {
        using var network = TinyModels.Network();
        using var decoder = new SequenceDecoder(network, SubNetwork.Full(network.Config));
        using var slow = new SequenceDecoder(network, SubNetwork.Full(network.Config), kernels: false);

        Assert.Equal(slow.MostProbable([1, 5, 6]), decoder.MostProbable([1, 5, 6]));
        Assert.Equal(slow.Logits([7]), decoder.Logits([7]));
    }

    [Fact]
    public void Nothing_leaks()
    {
        using var network = SuperNetwork.Random(Config, seed: 3, new NetworkOptions { Weights = ElementType.BFloat16 });
        _ = GreedyDecoder.Decode(network, Smaller, [1, 5], 5).ToArray();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        _ = GreedyDecoder.Decode(network, Smaller, [1, 5], 5).ToArray();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_token_outside_the_vocabulary_is_refused()
    {
        using var network = SuperNetwork.Random(Config, seed: 3, new NetworkOptions { Weights = ElementType.BFloat16 });
        using var decoder = new SequenceDecoder(network, Smaller);
        decoder.MostProbable([1, 5]);

        Assert.Throws<ArgumentOutOfRangeException>(() => decoder.MostProbable([97]));
    }

    private static void AssertKernelsServe(SuperNetwork network, SubNetwork subNetwork)
    {
        using var forward = TokenForward.Create(network, subNetwork);
        Assert.NotNull(forward);
    }

    private static void AssertClose(SuperNetwork network, SubNetwork subNetwork, int[] tokens, double tolerance)
    {
        using var fast = new SequenceDecoder(network, subNetwork);
        using var slow = new SequenceDecoder(network, subNetwork, kernels: false);
        Assert.Equal(slow.Logits(tokens[..1]), fast.Logits(tokens[..1]));
        foreach (var token in tokens[1..])
        {
            var (expected, actual) = (slow.Logits([token]), fast.Logits([token]));
            var largest = expected.Max(Math.Abs);
            Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance * Math.Max(largest, 0.1)));
        }
    }
}

using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;
using LlamaNas.Tensors;

namespace LlamaNas.Tests;

/// <summary>Networks that build in milliseconds, always the same.</summary>
public static class TinyModels
{
    /// <summary>3 layers, hidden 16, feed-forward 24, 4 query and 2 key/value heads, vocabulary 40, tied.</summary>
    public static LlamaConfig Config { get; } = new()
    {
        HiddenSize = 16,
        FeedForwardWidths = [24, 24, 24],
        HeadCount = 4,
        KeyValueHeadCount = 2,
        HeadSize = 4,
        VocabularySize = 40,
        MaximumPositions = 128,
        RmsNormEpsilon = 1e-5,
        RopeTheta = 10000,
        TiedEmbeddings = true,
        BeginOfSequenceId = 1,
        EndOfSequenceIds = [2],
    };

    /// <summary>A layer of narrow feed-forward and one head group, one without attention, one without feed-forward.</summary>
    public static SubNetwork Mixed { get; } = new()
    {
        Layers = [0, 1, 2],
        FeedForwardWidths = [16, 24, 0],
        KeyValueHeads = [1, 0, 2],
        SkipAttention = [false, true, false],
        SkipFeedForward = [false, false, true],
    };

    /// <summary>Random weights of <see cref="Config"/>; large enough to make every layer matter.</summary>
    public static SuperNetwork Network(ElementType weights = ElementType.Float32)
    {
        var random = SuperNetwork.Random(Config, seed: 7, new NetworkOptions { Weights = weights });
        var network = new SuperNetwork(random.Weights, random.Options) { Rounding = new RoundedLayers() };
        using var gradients = TorchSharp.torch.no_grad();
        foreach (var parameter in network.Parameters.Values.Where(parameter => parameter.dim() == 2))
            parameter.Scale(10);
        return network;
    }
}

using LlamaNas.Checkpoints;
using LlamaNas.Networks;

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

    /// <summary>Random weights of <see cref="Config"/>; large enough to make every layer matter.</summary>
    public static SuperNetwork Network(ElementType weights = ElementType.Float32)
    {
        var network = SuperNetwork.Random(Config, seed: 7, new NetworkOptions { Weights = weights });
        using var gradients = TorchSharp.torch.no_grad();
        foreach (var parameter in network.Parameters.Values.Where(parameter => parameter.dim() == 2))
            parameter.mul_(10);
        return network;
    }
}

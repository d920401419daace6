using LlamaNas.Checkpoints;

namespace LlamaNas.Tests.Spaces;

/// <summary>Configurations without weights.</summary>
internal static class Models
{
    public static LlamaConfig Of(int layers, int width) => new()
    {
        HiddenSize = 64,
        FeedForwardWidths = [.. Enumerable.Repeat(width, layers)],
        HeadCount = 4,
        KeyValueHeadCount = 4,
        HeadSize = 16,
        VocabularySize = 128,
        MaximumPositions = 128,
        RmsNormEpsilon = 1e-5,
        RopeTheta = 10000,
        TiedEmbeddings = false,
    };

    public static LlamaConfig Llama2Of7B { get; } = Of(layers: 32, width: 11008);

    public static LlamaConfig SmolLm2 { get; } = Of(layers: 30, width: 1536);
}

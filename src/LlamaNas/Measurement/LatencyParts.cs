using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>The parts whose costs add up to a network's: what every network has, and each layer's blocks.</summary>
internal static class LatencyParts
{
    /// <summary>Embedding, final norm, output projection, and what a call costs.</summary>
    public const string Base = "embedding and output";

    /// <summary>Parts of a sub-network, and how often each occurs.</summary>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="subNetwork">The sub-network.</param>
    public static IEnumerable<(string Part, int Count)> Of(LlamaConfig config, SubNetwork subNetwork) =>
        [(Base, 1), .. BlockShape.Of(config, subNetwork).CountBy(block => block).Select(block => (block.Key.Part, block.Value))];

    /// <summary>Parts that members of a space and the full network have.</summary>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="space">The space.</param>
    public static IEnumerable<string> Of(LlamaConfig config, SearchSpace space) => BlockShape.Of(config, space).Select(block => block.Part).Prepend(Base);
}

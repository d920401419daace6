using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Networks;

/// <summary>Layers with fewer bits, each rounded once: asked from several threads.</summary>
internal interface ILayerRounding : IDisposable
{
    /// <summary>A layer cut to a shape, its linear maps in the shape's bits; views belong to the caller's scope.</summary>
    /// <param name="layer">The whole layer.</param>
    /// <param name="shape">What stays of it, and its bits.</param>
    /// <param name="config">Sizes of heads and groups.</param>
    DecoderLayer Round(DecoderLayer layer, LayerShape shape, LlamaConfig config);
}

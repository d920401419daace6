using LlamaNas.Networks;

namespace LlamaNas.Quantization;

/// <summary>What calibration saw of a layer: the inputs of its maps; some read the same.</summary>
internal sealed class LayerStatistics : IDisposable
{
    /// <summary>Inputs of query, key and value.</summary>
    public InputStatistics Attention { get; } = new();

    /// <summary>Inputs of the output projection.</summary>
    public InputStatistics Output { get; } = new();

    /// <summary>Inputs of gate and up.</summary>
    public InputStatistics FeedForward { get; } = new();

    /// <summary>Inputs of down.</summary>
    public InputStatistics Down { get; } = new();

    /// <summary>The layer, showing its inputs.</summary>
    public DecoderLayer Observe(DecoderLayer layer) => layer with
    {
        Query = new WatchedLinear(layer.Query, Attention.Add),
        Output = new WatchedLinear(layer.Output, Output.Add),
        Gate = new WatchedLinear(layer.Gate, FeedForward.Add),
        Down = new WatchedLinear(layer.Down, Down.Add),
    };

    /// <summary>Frees the sums.</summary>
    public void Dispose()
    {
        Attention.Dispose();
        Output.Dispose();
        FeedForward.Dispose();
        Down.Dispose();
    }
}

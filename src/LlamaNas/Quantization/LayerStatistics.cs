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
        Query = new ObservedLinear(layer.Query, Attention),
        Output = new ObservedLinear(layer.Output, Output),
        Gate = new ObservedLinear(layer.Gate, FeedForward),
        Down = new ObservedLinear(layer.Down, Down),
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

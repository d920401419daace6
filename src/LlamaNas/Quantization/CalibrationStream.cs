using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>Calibration texts on their way through the layers: each layer sees what the quantized layers before it make of them.</summary>
internal sealed class CalibrationStream : IDisposable
{
    private const int TextsTogether = 8;
    private readonly List<(CausalBatch Pattern, LayerContext Context, Tensor Hidden)> _batches = [];
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    /// <summary>Texts at the first layer.</summary>
    /// <param name="network">The dense network.</param>
    /// <param name="texts">Token ids, all texts of one length.</param>
    public CalibrationStream(SuperNetwork network, IReadOnlyList<int[]> texts)
    {
        var device = network.Options.Device;
        foreach (var texts8 in texts.Chunk(TextsTogether))
        {
            var pattern = new CausalBatch(texts8.Length, texts8[0].Length, device);
            var ids = tensor(texts8.SelectMany(text => text).Select(id => (long)id).ToArray(), device: device);
            _batches.Add((pattern, network.Context(pattern), network.Embed(ids)));
        }
    }

    /// <summary>Shows a layer's inputs without moving on.</summary>
    public LayerStatistics Observe(DecoderLayer layer)
    {
        var statistics = new LayerStatistics();
        foreach (var (_, context, hidden) in _batches)
        {
            using var scope = NewDisposeScope();
            statistics.Observe(layer).Forward(0, hidden, context);
        }

        return statistics;
    }

    /// <summary>Moves on through a layer.</summary>
    public void Pass(DecoderLayer layer)
    {
        for (var index = 0; index < _batches.Count; index++)
        {
            using var scope = NewDisposeScope();
            var (pattern, context, hidden) = _batches[index];
            using (hidden)
                _batches[index] = (pattern, context, layer.Forward(0, hidden, context).DetachFromDisposeScope());
        }
    }

    /// <summary>Frees the texts.</summary>
    public void Dispose()
    {
        foreach (var (pattern, _, hidden) in _batches)
        {
            pattern.Dispose();
            hidden.Dispose();
        }

        _scope.Dispose();
    }
}

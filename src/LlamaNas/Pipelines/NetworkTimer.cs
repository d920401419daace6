using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Times sub-networks of an opened model in this library's own engine. What the tokens are does not matter to it.</summary>
internal sealed class NetworkTimer : INetworkTimer, IDisposable
{
    private readonly SuperNetwork? _own;
    private readonly SuperNetwork _network;
    private readonly LatencyWorkload _workload;
    private readonly int _bits;

    /// <summary>A timer.</summary>
    /// <param name="session">The model; must outlive it. Layers of fewer bits, all of them in INT8 and INT4, are rounded once, when they are first needed.</param>
    /// <param name="workload">The request.</param>
    /// <exception cref="LlamaNasException">The model is quantized, and the precision is INT8 or INT4.</exception>
    public NetworkTimer(ModelSession session, LatencyWorkload workload)
    {
        workload.Validate(session.Config.MaximumPositions);
        _workload = workload;
        _bits = session.Precision switch { Precision.Int8 => 8, Precision.Int4 => 4, _ => SubNetwork.FullBits };
        if (_bits != SubNetwork.FullBits && session.Network.Rounding is null)
            throw new LlamaNasException($"{session.Checkpoint.Folder}: the network is quantized already. Use the network that it was made of, or --precision bfloat16.");

        // Scoring in INT8 and INT4 keeps no rounded layers, so these go with the timer.
        var weights = session.Network.Weights;
        _own = _bits == SubNetwork.FullBits ? null
            : new SuperNetwork(weights with { Named = new Dictionary<string, TorchSharp.torch.Tensor>() }, session.Network.Options) { Rounding = new RoundedLayers() };
        _network = _own ?? session.Network;
    }

    /// <inheritdoc/>
    public double PrefillMilliseconds(SubNetwork subNetwork) => RequestTiming.Prefill(_network, InBits(subNetwork), _workload).TotalMilliseconds;

    /// <inheritdoc/>
    public double DecodeMilliseconds(SubNetwork subNetwork) => RequestTiming.Decode(_network, InBits(subNetwork), _workload).TotalMilliseconds;

    /// <summary>Frees the rounded weights.</summary>
    public void Dispose() => _own?.Dispose();

    // 16 bits are the run's precision.
    private SubNetwork InBits(SubNetwork subNetwork) =>
        subNetwork with { Bits = [.. subNetwork.Layers.Select((_, ordinal) => subNetwork.BitsOf(ordinal) is var bits && bits == SubNetwork.FullBits ? _bits : bits)] };
}

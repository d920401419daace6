using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>A sub-network of an opened model in a precision, ready to run: a view of the session's weights, or a rounded copy of its own.</summary>
internal sealed class RunnableNetwork : IDisposable
{
    private readonly SuperNetwork? _own;

    /// <summary>Makes it; the session must outlive it.</summary>
    /// <param name="session">The model.</param>
    /// <param name="subNetwork">What of it is used.</param>
    /// <param name="precision">The session's own, INT8 or INT4.</param>
    /// <param name="cancellationToken">Stops between layers that are rounded.</param>
    public RunnableNetwork(ModelSession session, SubNetwork subNetwork, Precision precision, CancellationToken cancellationToken = default)
    {
        var isView = precision is (Precision.Float32 or Precision.BFloat16) && (subNetwork.Bits.Count == 0 || session.Network.Rounding is not null);
        _own = isView ? null : NetworkQuantizer.Quantize(session.Network, subNetwork, new QuantizationOptions { Format = Format(precision) }, cancellationToken: cancellationToken);
        (Network, SubNetwork) = _own is null ? (session.Network, subNetwork) : (_own, SubNetwork.Full(_own.Config));
    }

    /// <summary>The weights.</summary>
    public SuperNetwork Network { get; }

    /// <summary>What of them is used.</summary>
    public SubNetwork SubNetwork { get; }

    /// <summary>Frees the copy.</summary>
    public void Dispose() => _own?.Dispose();

    private static LayerFormat Format(Precision precision) => precision switch
    {
        Precision.Int8 => LayerFormat.Int8,
        Precision.Int4 => LayerFormat.Int4Groups,
        _ => LayerFormat.Dense,
    };
}

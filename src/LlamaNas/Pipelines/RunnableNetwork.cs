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
    public RunnableNetwork(ModelSession session, SubNetwork subNetwork, Precision precision)
    {
        _own = precision == Precision.Int8 ? NetworkQuantizer.ToInt8(session.Network, subNetwork) : null;
        (Network, SubNetwork) = _own is null ? (session.Network, subNetwork) : (_own, SubNetwork.Full(_own.Config));
    }

    /// <summary>The weights.</summary>
    public SuperNetwork Network { get; }

    /// <summary>What of them is used.</summary>
    public SubNetwork SubNetwork { get; }

    /// <summary>Frees the copy.</summary>
    public void Dispose() => _own?.Dispose();
}

using LlamaNas.Measurement;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Times sub-networks of an opened model in this library's own engine. What the tokens are does not matter to it.</summary>
internal sealed class NetworkTimer : INetworkTimer, IDisposable
{
    private readonly RunnableNetwork _whole;
    private readonly LatencyWorkload _workload;

    /// <summary>A timer.</summary>
    /// <param name="session">The model; in INT8 and INT4, the whole of it is rounded once, and sub-networks are views of that.</param>
    /// <param name="workload">The request.</param>
    public NetworkTimer(ModelSession session, LatencyWorkload workload)
    {
        workload.Validate(session.Config.MaximumPositions);
        (_whole, _workload) = (new RunnableNetwork(session, SubNetwork.Full(session.Config), session.Precision), workload);
    }

    /// <inheritdoc/>
    public double PrefillMilliseconds(SubNetwork subNetwork) => RequestTiming.Prefill(_whole.Network, subNetwork, _workload).TotalMilliseconds;

    /// <inheritdoc/>
    public double DecodeMilliseconds(SubNetwork subNetwork) => RequestTiming.Decode(_whole.Network, subNetwork, _workload).TotalMilliseconds;

    /// <summary>Frees the rounded weights.</summary>
    public void Dispose() => _whole.Dispose();
}

using LlamaNas.Measurement;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Measurement;

/// <summary>A machine on which a network takes the sum of its parts, with a disturbance now and then.</summary>
internal sealed class AdditiveTimer(double attention = 2, double perChannel = 0.01, double rest = 5) : INetworkTimer
{
    /// <summary>All calls, in order.</summary>
    public List<(string Kind, SubNetwork Network)> Calls { get; } = [];

    /// <summary>Added to every call of this number, counted from 0.</summary>
    public Func<int, double> Disturbance { get; init; } = _ => 0;

    public double PrefillMilliseconds(SubNetwork subNetwork) => Run("prefill", subNetwork, scale: 1);

    public double DecodeMilliseconds(SubNetwork subNetwork) => Run("decode", subNetwork, scale: 0.1);

    private double Run(string kind, SubNetwork subNetwork, double scale)
    {
        Calls.Add((kind, subNetwork));
        var parts = rest + (subNetwork.Layers.Count * attention) + (perChannel * subNetwork.FeedForwardWidths.Sum());
        return (scale * parts) + Disturbance(Calls.Count - 1);
    }
}

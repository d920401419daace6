using LlamaNas.Measurement;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Measurement;

/// <summary>A machine on which a network takes the sum of its parts, with a disturbance now and then. A block of half the bits takes three quarters of the time.</summary>
internal sealed class AdditiveTimer(double perHead = 1, double perChannel = 0.01, double rest = 5) : INetworkTimer
{
    /// <summary>All calls, in order.</summary>
    public List<(string Kind, SubNetwork Network)> Calls { get; } = [];

    /// <summary>Added to every call of this number, counted from 0.</summary>
    public Func<int, double> Disturbance { get; init; } = _ => 0;

    /// <summary>Key/value heads of a whole layer. Default 2 everywhere.</summary>
    public Func<int, int> Heads { get; init; } = _ => 2;

    public double PrefillMilliseconds(SubNetwork subNetwork) => Run("prefill", subNetwork, scale: 1);

    public double DecodeMilliseconds(SubNetwork subNetwork) => Run("decode", subNetwork, scale: 0.1);

    private double Run(string kind, SubNetwork subNetwork, double scale)
    {
        Calls.Add((kind, subNetwork));
        var parts = rest + Enumerable.Range(0, subNetwork.Layers.Count).Select(subNetwork.Shape).Sum(Layer);
        return (scale * parts) + Disturbance(Calls.Count - 1);
    }

    private double Layer(LayerShape shape) =>
        ((perHead * Math.Min(shape.KeyValueHeads, Heads(shape.Layer))) + (perChannel * shape.FeedForwardWidth)) * Math.Pow(0.75, Math.Log2(16.0 / shape.Bits));
}

using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using TorchSharp;

namespace LlamaNas.Baselines;

/// <summary>What a method made: weights, the part of them that is used, and what it costs to store.</summary>
internal sealed record PrunedNetwork : IDisposable
{
    /// <summary>Name of the method.</summary>
    public required string Method { get; init; }

    /// <summary>Share of the parameters that was to go, 0 to 1; of an unstructured method, the share that is zero.</summary>
    public required double Reduction { get; init; }

    /// <summary>The weights: the subject's own, or an edited copy.</summary>
    public required SuperNetwork Network { get; init; }

    /// <summary>What of the weights is used.</summary>
    public required SubNetwork SubNetwork { get; init; }

    /// <summary>Parameters that are not zero by design.</summary>
    public required long Parameters { get; init; }

    /// <summary>Bytes of the weights stored in BF16, with masks or indices where the method needs them.</summary>
    public required long Bytes { get; init; }

    /// <summary>Whether <see cref="Network"/> is a copy that is freed with this.</summary>
    public bool OwnsNetwork { get; init; }

    /// <summary>Whether the architecture says what the network is: sliced networks have another hidden size than any sub-network.</summary>
    public bool IsSubNetworkOfItsParent { get; init; } = true;

    /// <summary>Where weights may be other than zero, by tensor name; empty for structured methods. Training keeps to it.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Masks { get; init; } = new Dictionary<string, torch.Tensor>();

    /// <summary>A sub-network of the subject's own weights, or of a copy with the same shapes.</summary>
    /// <param name="method">Name of the method.</param>
    /// <param name="reduction">Share that was to go.</param>
    /// <param name="network">The weights.</param>
    /// <param name="subNetwork">What of them is used.</param>
    /// <param name="owns">Whether the weights are a copy.</param>
    /// <param name="added">Parameters that the method adds (biases).</param>
    public static PrunedNetwork Of(string method, double reduction, SuperNetwork network, SubNetwork subNetwork, bool owns, long added = 0)
    {
        var parameters = ParameterCount.Of(network.Config, subNetwork) + added;
        return new PrunedNetwork
        {
            Method = method,
            Reduction = reduction,
            Network = network,
            SubNetwork = subNetwork,
            Parameters = parameters,
            Bytes = ElementType.BFloat16.Bytes() * parameters,
            OwnsNetwork = owns,
        };
    }

    /// <summary>Frees a copy's weights and the masks.</summary>
    public void Dispose()
    {
        if (OwnsNetwork)
            Network.Dispose();
        foreach (var mask in Masks.Values)
            mask.Dispose();
    }
}

using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Export;

/// <summary>The weights of a sub-network as a network of its own names them.</summary>
internal static class SubNetworkWeights
{
    /// <summary>A view of the super-network's tensor; layers are numbered among the kept ones.</summary>
    /// <param name="network">The super-network.</param>
    /// <param name="subNetwork">What of it is meant.</param>
    /// <param name="name">A name of <see cref="ParameterLayout"/> for the sub-network's sizes.</param>
    public static Tensor Part(SuperNetwork network, SubNetwork subNetwork, string name)
    {
        if (!TensorNames.TryParseLayer(name, out var ordinal, out var part))
            return network.Parameters[name];

        var whole = network.Parameters[TensorNames.Layer(subNetwork.Layers[ordinal], part)];
        var width = subNetwork.FeedForwardWidths[ordinal];
        return part switch
        {
            TensorNames.Gate or TensorNames.Up => whole.narrow(0, 0, width),
            TensorNames.Down => whole.narrow(1, 0, width),
            _ => whole,
        };
    }
}

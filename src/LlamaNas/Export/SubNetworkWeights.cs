using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Export;

/// <summary>The weights of a sub-network as a network of its own names them, in the sizes of a format.</summary>
internal sealed class SubNetworkWeights(SuperNetwork network, SubNetwork subNetwork)
{
    private readonly Dictionary<string, EquatableArray<long>> _own = ParameterLayout.Of(subNetwork.SizesIn(network.Config)).ToDictionary(entry => entry.Name, entry => entry.Shape, StringComparer.Ordinal);

    /// <summary>
    /// A tensor, layers numbered among the kept ones: the first rows and columns of the super-network's, filled with zeros; zeros alone, or a norm of
    /// ones, where the sub-network lacks it.
    /// </summary>
    /// <param name="name">A name of <see cref="ParameterLayout"/> for the format's sizes.</param>
    /// <param name="shape">Its shape there, at least the sub-network's.</param>
    public Tensor Part(string name, EquatableArray<long> shape)
    {
        var whole = network.Parameters[TensorNames.TryParseLayer(name, out var ordinal, out var part) ? TensorNames.Layer(subNetwork.Layers[ordinal], part) : name];
        if (!_own.TryGetValue(name, out var own))
            return shape.Count == 1 ? ones(shape.Span, whole.dtype, whole.device) : zeros(shape.Span, whole.dtype, whole.device);

        var used = Corner(whole, own);
        if (own == shape)
            return used;
        var padded = zeros(shape.Span, whole.dtype, whole.device);
        Corner(padded, own).copy_(used);
        return padded;
    }

    private static Tensor Corner(Tensor tensor, EquatableArray<long> shape)
    {
        for (var axis = 0; axis < shape.Count; axis++)
            tensor = tensor.narrow(axis, 0, shape[axis]);
        return tensor;
    }
}

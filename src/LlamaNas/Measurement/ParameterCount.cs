using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>Exact parameter counts; a tied output projection counts once.</summary>
public static class ParameterCount
{
    /// <summary>Parameters of a sub-network.</summary>
    public static long Of(LlamaConfig config, SubNetwork subNetwork) =>
        ParameterLayout.Of(subNetwork.SizesIn(config)).Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>Parameters of the whole network.</summary>
    public static long Of(LlamaConfig config) => Of(config, SubNetwork.Full(config));
}

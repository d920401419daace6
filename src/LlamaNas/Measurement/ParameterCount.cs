using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>Exact parameter counts; a tied output projection counts once.</summary>
public static class ParameterCount
{
    /// <summary>Parameters of a sub-network.</summary>
    public static long Of(LlamaConfig config, SubNetwork subNetwork) =>
        ParameterLayout.Count(subNetwork.SizesIn(config));

    /// <summary>Parameters of the whole network.</summary>
    public static long Of(LlamaConfig config) => Of(config, SubNetwork.Full(config));
}

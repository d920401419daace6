using LlamaNas.Checkpoints;
using LlamaNas.Tensors;
using TorchSharp;

namespace LlamaNas.Networks;

/// <summary>Where and how a network's numbers are kept.</summary>
public sealed record NetworkOptions
{
    static NetworkOptions() => NativeEngine.Load();

    /// <summary>Device of the weights. Default: the CPU.</summary>
    public torch.Device Device { get; init; } = torch.CPU;

    /// <summary>Element type of the stored weights. Default FP32.</summary>
    public ElementType Weights { get; init; } = ElementType.Float32;

    /// <summary>
    /// Element type of activations and matrix products; weights are cast to it where they differ (FP32 master weights in training).
    /// Default: as the weights.
    /// </summary>
    public ElementType? Compute { get; init; }

    internal ElementType ComputeType => Compute ?? Weights;
}

using static TorchSharp.torch;

namespace LlamaNas.Tests.Tensors;

/// <summary>Random FP32 tensors by seed. The generator outlives the call that reads it: one handed over inline may be collected meanwhile.</summary>
internal static class RandomTensors
{
    /// <summary>Normally distributed values.</summary>
    public static Tensor Normal(ulong seed, ReadOnlySpan<long> shape)
    {
        using var generator = new Generator(seed);
        return randn(shape, generator: generator);
    }

    /// <summary>Values between 0 and 1.</summary>
    public static Tensor Uniform(ulong seed, ReadOnlySpan<long> shape)
    {
        using var generator = new Generator(seed);
        return rand(shape, generator: generator);
    }
}

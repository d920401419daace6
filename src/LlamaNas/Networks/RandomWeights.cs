using LlamaNas.Checkpoints;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>Fresh weights: normal with standard deviation 0.02, smaller by sqrt(2 layers) where a block writes to the residual stream (GPT-2), norms 1.</summary>
internal static class RandomWeights
{
    private const double StandardDeviation = 0.02;

    public static NetworkWeights Create(LlamaConfig config, Generator generator, NetworkOptions options) =>
        NetworkWeights.From(config, (name, shape) =>
        {
            using var scope = NewDisposeScope();
            using var gradients = no_grad();
            var values = shape.Count == 1 ? ones(shape.Span) : randn(shape.Span, generator: generator).Scale(Scale(config, name));
            return values.to(options.Weights.ToScalarType(), options.Device).DetachFromDisposeScope();
        });

    private static double Scale(LlamaConfig config, string name)
    {
        var writesToResidual = name.EndsWith(TensorNames.Output, StringComparison.Ordinal) || name.EndsWith(TensorNames.Down, StringComparison.Ordinal);
        return writesToResidual ? StandardDeviation / Math.Sqrt(2.0 * config.LayerCount) : StandardDeviation;
    }
}

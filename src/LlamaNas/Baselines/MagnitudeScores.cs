using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>Channels and heads by the sum of their weights' magnitudes: needs no text.</summary>
internal static class MagnitudeScores
{
    /// <summary>Scores of all channels and heads.</summary>
    public static StructuredScores Of(SuperNetwork network)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        Tensor Sum(int layer, string part, int dimension) => network.Parameters[TensorNames.Layer(layer, part)].to(float32).abs().sum(1 - dimension);
        var groups = network.Config.KeyValueHeadCount;
        Tensor Head(int layer, string part, int dimension) => Sum(layer, part, dimension).view(groups, -1).sum(1);
        static double[] Values(Tensor scores) => [.. scores.cpu().data<float>().Select(value => (double)value)];

        var layers = Enumerable.Range(0, network.Config.LayerCount).ToArray();
        return new StructuredScores(
            [.. layers.Select(layer => Values(Sum(layer, TensorNames.Gate, 0).Plus(Sum(layer, TensorNames.Up, 0)).Plus(Sum(layer, TensorNames.Down, 1))))],
            [.. layers.Select(layer => Values(
                Head(layer, TensorNames.Query, 0).Plus(Head(layer, TensorNames.Key, 0)).Plus(Head(layer, TensorNames.Value, 0)).Plus(Head(layer, TensorNames.Output, 1))))]);
    }
}

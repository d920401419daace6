using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>
/// Importance of coupled weights by the first-order Taylor expansion of the loss (LLM-Pruner, arXiv 2305.11627, section 3.2): the sum of
/// |weight * gradient| over everything that goes with a feed-forward channel or a key/value head.
/// </summary>
internal static class TaylorScores
{
    /// <summary>Scores of all channels and heads.</summary>
    public static StructuredScores Measure(PruningSubject subject)
    {
        using var draft = new WeightDraft(subject.Network);
        using var network = draft.Build(subject.Network.Options with { Weights = ElementType.Float32, Compute = ElementType.Float32 });
        foreach (var parameter in network.Parameters.Values)
            parameter.requires_grad = true;
        foreach (var tokens in subject.Calibration.Sequences)
        {
            using var scope = NewDisposeScope();
            Loss(network, tokens).backward();
        }

        using var gradients = no_grad();
        using var results = NewDisposeScope();
        var layers = Enumerable.Range(0, subject.Config.LayerCount).ToArray();
        var keyValueHeads = subject.Config.KeyValueHeadCount;
        return new StructuredScores(
            [.. layers.Select(layer => Sum(network, layer, (TensorNames.Gate, 0), (TensorNames.Up, 0), (TensorNames.Down, 1)))],
            [.. layers.Select(layer => Grouped(
                keyValueHeads,
                [Sum(network, layer, (TensorNames.Query, 0)), Sum(network, layer, (TensorNames.Key, 0)), Sum(network, layer, (TensorNames.Value, 0)), Sum(network, layer, (TensorNames.Output, 1))]))]);
    }

    // |w * dL/dw|, summed over all but the given dimension, for some weights of a layer together.
    private static double[] Sum(SuperNetwork network, int layer, params (string Part, int Dimension)[] parts)
    {
        var sums = parts.Select(part =>
        {
            var weight = network.Parameters[TensorNames.Layer(layer, part.Part)];
            return (weight * weight.grad!).abs().sum(1 - part.Dimension);
        }).Aggregate((left, right) => left.Plus(right));
        return [.. sums.cpu().data<float>().Select(value => (double)value)];
    }

    private static double[] Grouped(int groups, double[][] parts)
    {
        var sums = new double[groups];
        foreach (var part in parts)
            for (var index = 0; index < part.Length; index++)
                sums[index * groups / part.Length] += part[index];
        return sums;
    }

    private static Tensor Loss(SuperNetwork network, int[] tokens)
    {
        using var pattern = new CausalBatch(1, tokens.Length - 1, network.Options.Device);
        var ids = tensor(Array.ConvertAll(tokens, id => (long)id), device: network.Options.Device);
        var hidden = network.Forward(ids.narrow(0, 0, tokens.Length - 1), pattern, SubNetwork.Full(network.Config));
        return nn.functional.cross_entropy(network.Logits(hidden).to(float32), ids.narrow(0, 1, tokens.Length - 1));
    }
}

using LlamaNas.Checkpoints;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>
/// Orders the feed-forward channels and the key/value heads (each with its query heads) of every layer, the most important first, so that a narrower
/// layer keeps the best. The whole network stays the same function.
/// </summary>
public static class ChannelImportance
{
    /// <summary>Importance of each feed-forward channel, one FP32 <c>[width]</c> per layer, owned by the caller's scope.</summary>
    /// <param name="network">The network.</param>
    /// <param name="calibration">Token sequences, each run by itself.</param>
    /// <param name="score">How it is measured.</param>
    public static IReadOnlyList<Tensor> Measure(SuperNetwork network, IEnumerable<int[]> calibration, ImportanceScore score = ImportanceScore.Activation)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(calibration);
        using var scope = NewDisposeScope();
        return [.. LayerImportance.Measure(network, calibration, score).Select(layer => layer.Channels.MoveToOuterDisposeScope())];
    }

    /// <summary>Reorders the projections in place; of equally important parts the earlier comes first.</summary>
    /// <param name="network">The network; its weights are changed.</param>
    /// <param name="calibration">Token sequences.</param>
    /// <param name="score">What decides.</param>
    public static void Order(SuperNetwork network, IEnumerable<int[]> calibration, ImportanceScore score = ImportanceScore.Activation)
    {
        using var scope = NewDisposeScope();
        foreach (var (layer, importance) in LayerImportance.Measure(network, calibration, score).Index())
        {
            Reorder(network, layer, ElasticPart.Channels, Descending(importance.Channels));
            Reorder(network, layer, ElasticPart.HeadGroups(network.Config), Descending(importance.HeadGroups));
        }
    }

    private static void Reorder(SuperNetwork network, int layer, ElasticPart[] parts, int[] order)
    {
        if (order.Length == 0)
            return;

        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        foreach (var part in parts)
        {
            var weight = network.Parameters[TensorNames.Layer(layer, part.Part)];
            weight.copy_(weight.index_select(part.Dimension, tensor(Array.ConvertAll(part.Places(order), place => (long)place), device: network.Options.Device)));
        }
    }

    private static int[] Descending(Tensor importance)
    {
        var scores = importance.detach().cpu().data<float>().ToArray();
        return [.. Enumerable.Range(0, scores.Length).OrderByDescending(item => scores[item])];
    }
}

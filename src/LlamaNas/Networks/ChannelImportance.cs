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
            var channels = Descending(importance.Channels);
            Reorder(TensorNames.Gate, 0, channels, size: 1);
            Reorder(TensorNames.Up, 0, channels, size: 1);
            Reorder(TensorNames.Down, 1, channels, size: 1);

            var groups = Descending(importance.HeadGroups);
            var (keySize, querySize) = (network.Config.HeadSize, network.Config.HeadSize * network.Config.HeadsPerGroup);
            Reorder(TensorNames.Query, 0, groups, querySize);
            Reorder(TensorNames.Key, 0, groups, keySize);
            Reorder(TensorNames.Value, 0, groups, keySize);
            Reorder(TensorNames.Output, 1, groups, querySize);

            void Reorder(string part, int dimension, int[] order, int size)
            {
                if (order.Length == 0)
                    return;
                using var gradients = no_grad();
                var weight = network.Parameters[TensorNames.Layer(layer, part)];
                var places = order.SelectMany(item => Enumerable.Range(item * size, size)).Select(place => (long)place).ToArray();
                weight.copy_(weight.index_select(dimension, tensor(places, device: network.Options.Device)));
            }
        }
    }

    private static int[] Descending(Tensor importance)
    {
        var scores = importance.detach().cpu().data<float>().ToArray();
        return [.. Enumerable.Range(0, scores.Length).OrderByDescending(item => scores[item])];
    }
}

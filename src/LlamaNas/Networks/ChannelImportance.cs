using LlamaNas.Checkpoints;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>
/// Orders the feed-forward channels of every layer, the most important first, so that a narrower layer keeps the best. The whole network stays
/// the same function. Importance is the norm of a channel's activation over a calibration text times the norm of its output weights (the score
/// of Wanda, arXiv 2306.11695, for whole channels).
/// </summary>
public static class ChannelImportance
{
    /// <summary>Importance of each channel, one FP32 <c>[width]</c> per layer, owned by the caller's scope.</summary>
    /// <param name="network">The network.</param>
    /// <param name="calibration">Token sequences, each run by itself.</param>
    public static IReadOnlyList<Tensor> Measure(SuperNetwork network, IEnumerable<int[]> calibration)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(calibration);
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var full = SubNetwork.Full(network.Config);
        var squares = network.Config.FeedForwardWidths.Select(width => zeros(width, float32, network.Options.Device)).ToArray();
        foreach (var tokens in calibration)
        {
            using var step = NewDisposeScope();
            using var pattern = new CausalBatch(1, tokens.Length, network.Options.Device);
            var ids = tensor(Array.ConvertAll(tokens, id => (long)id), device: network.Options.Device);
            network.Forward(ids, pattern, full, (layer, channels) => squares[layer].add_(channels.to(float32).square().sum(0)));
        }

        return [.. squares.Select((square, layer) => (square.sqrt() * Part(network, layer, TensorNames.Down).to(float32).norm(0)).MoveToOuterDisposeScope())];
    }

    /// <summary>Reorders gate, up and down projections in place; of equally important channels the earlier comes first.</summary>
    /// <param name="network">The network; its weights are changed.</param>
    /// <param name="calibration">Token sequences.</param>
    public static void Order(SuperNetwork network, IEnumerable<int[]> calibration)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        foreach (var (layer, importance) in Measure(network, calibration).Index())
        {
            var scores = importance.cpu().data<float>().ToArray();
            var order = tensor(
                Enumerable.Range(0, scores.Length).OrderByDescending(channel => scores[channel]).Select(channel => (long)channel).ToArray(), device: network.Options.Device);
            Reorder(Part(network, layer, TensorNames.Gate), 0, order);
            Reorder(Part(network, layer, TensorNames.Up), 0, order);
            Reorder(Part(network, layer, TensorNames.Down), 1, order);
        }
    }

    private static Tensor Part(SuperNetwork network, int layer, string part) => network.Parameters[TensorNames.Layer(layer, part)];

    private static void Reorder(Tensor weight, int dimension, Tensor order) => weight.copy_(weight.index_select(dimension, order));
}

using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>Shows what enters the linear maps of each layer while a network reads a calibration text.</summary>
internal static class LinearInputs
{
    /// <summary>The parts that are shown: of query, key and value (the same input) the query, of gate and up the gate.</summary>
    public static IReadOnlyList<string> Parts { get; } = [TensorNames.Query, TensorNames.Output, TensorNames.Gate, TensorNames.Down];

    /// <summary>Runs the network over the text.</summary>
    /// <param name="network">The network; shares its weights, is not changed.</param>
    /// <param name="sequences">Token sequences, each run by itself.</param>
    /// <param name="observe">Given layer, part and input, <c>[tokens, inputs]</c>, valid during the call.</param>
    /// <param name="ended">Given the states after the final norm, <c>[tokens, hidden]</c>; may be null.</param>
    public static void Observe(SuperNetwork network, IReadOnlyList<int[]> sequences, Action<int, string, Tensor> observe, Action<Tensor>? ended = null)
    {
        using var gradients = no_grad();
        using var observed = Observed(network, observe);
        var full = SubNetwork.Full(network.Config);
        foreach (var tokens in sequences)
        {
            using var scope = NewDisposeScope();
            using var pattern = new CausalBatch(1, tokens.Length, network.Options.Device);
            var last = observed.Forward(tensor(Array.ConvertAll(tokens, id => (long)id), device: network.Options.Device), pattern, full);
            ended?.Invoke(last);
        }
    }

    // Owns no weights, so that freeing it frees none.
    internal static SuperNetwork Observed(SuperNetwork network, Action<int, string, Tensor> observe) => new(
        network.Weights with
        {
            Named = new Dictionary<string, Tensor>(),
            Layers = [.. network.Weights.Layers.Select((layer, index) => layer with
            {
                Query = new WatchedLinear(layer.Query, input => observe(index, TensorNames.Query, input)),
                Output = new WatchedLinear(layer.Output, input => observe(index, TensorNames.Output, input)),
                Gate = new WatchedLinear(layer.Gate, input => observe(index, TensorNames.Gate, input)),
                Down = new WatchedLinear(layer.Down, input => observe(index, TensorNames.Down, input)),
            })],
        },
        network.Options);
}

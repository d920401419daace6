using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>Changes a network one layer at a time, each by what enters its linear maps after the layers before it were changed.</summary>
internal static class LayerByLayer
{
    /// <summary>Walks through the layers.</summary>
    /// <param name="network">Changed in place by <paramref name="change"/>.</param>
    /// <param name="sequences">Token sequences, each run by itself.</param>
    /// <param name="change">Given the layer and, by part (<see cref="LinearInputs.Parts"/>), the sum of the inputs' outer products, FP32 <c>[inputs, inputs]</c>.</param>
    public static void Run(SuperNetwork network, IReadOnlyList<int[]> sequences, Action<int, IReadOnlyDictionary<string, Tensor>> change)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var grams = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        using var observed = LinearInputs.Observed(network, (_, part, input) => Add(grams, part, input));
        var hidden = sequences.Select(tokens => network.Embed(tensor(Array.ConvertAll(tokens, id => (long)id), device: network.Options.Device))).ToArray();
        for (var layer = 0; layer < network.Config.LayerCount; layer++)
        {
            using var step = NewDisposeScope();
            foreach (var state in hidden)
                Forward(observed, layer, state).Dispose();
            change(layer, grams);
            foreach (var (index, state) in hidden.Index())
            {
                hidden[index] = Forward(network, layer, state).MoveToOtherDisposeScope(scope);
                state.Dispose();
            }

            foreach (var gram in grams.Values)
                gram.Dispose();
            grams.Clear();
        }
    }

    private static void Add(Dictionary<string, Tensor> grams, string part, Tensor input)
    {
        using var scope = NewDisposeScope();
        var exact = input.to(float32);
        var product = exact.t().matmul(exact);
        if (grams.TryGetValue(part, out var sum))
            sum.Add(product);
        else
            grams[part] = product.DetachFromDisposeScope();
    }

    private static Tensor Forward(SuperNetwork network, int layer, Tensor hidden)
    {
        using var scope = NewDisposeScope();
        using var pattern = new CausalBatch(1, (int)hidden.shape[0], network.Options.Device);
        return network.Layer(layer, LayerShape.Of(layer, network.Config.FeedForwardWidths[layer]), hidden, network.Context(pattern)).MoveToOuterDisposeScope();
    }
}

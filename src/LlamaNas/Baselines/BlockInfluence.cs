using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>
/// How much each layer changes the residual stream (ShortGPT, arXiv 2403.03853, equation 1): 1 - E[cosine of a token's state before and after it].
/// </summary>
internal static class BlockInfluence
{
    /// <summary>One number a layer, 0 (unchanged) to 2 (turned round).</summary>
    /// <param name="network">The network.</param>
    /// <param name="sequences">Token sequences, each run by itself.</param>
    public static double[] Measure(SuperNetwork network, IReadOnlyList<int[]> sequences)
    {
        using var gradients = no_grad();
        var sums = new double[network.Config.LayerCount];
        foreach (var tokens in sequences)
        {
            using var scope = NewDisposeScope();
            using var pattern = new CausalBatch(1, tokens.Length, network.Options.Device);
            var context = network.Context(pattern);
            var hidden = network.Embed(tensor(Array.ConvertAll(tokens, id => (long)id), device: network.Options.Device));      // [tokens, hidden]
            for (var layer = 0; layer < sums.Length; layer++)
            {
                var next = network.Layer(layer, LayerShape.Of(layer, network.Config.FeedForwardWidths[layer]), hidden, context);
                sums[layer] += Of(hidden, next);
                hidden = next;
            }
        }

        return [.. sums.Select(sum => sum / sequences.Count)];
    }

    /// <summary>Influence of one layer.</summary>
    /// <param name="before">FP32 <c>[tokens, hidden]</c>.</param>
    /// <param name="after">FP32 <c>[tokens, hidden]</c>.</param>
    public static double Of(Tensor before, Tensor after)
    {
        using var scope = NewDisposeScope();
        return 1 - nn.functional.cosine_similarity(before, after, 1).mean().item<float>();
    }
}

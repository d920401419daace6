using LlamaNas.Networks;
using LlamaNas.Tensors.Kernels;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>
/// The vocabulary's logits of some tokens in BF16, on the CPU. BF16 keeps eight bits: logits near 20 are 0.125 apart, more than what often
/// separates the best two. So those that decide, the largest ones and the scored ones, are computed again in FP32.
/// </summary>
internal sealed class FusedVocabulary
{
    private const float Margin = 2;          // logits this near to the largest are computed again
    private readonly List<int> _near = [];
    private readonly BFloat16Rows _hidden;
    private readonly BFloat16Rows _logits;
    private readonly BFloat16Rows _weight;

    /// <summary>Projects tokens; all tensors belong to the caller's scope.</summary>
    /// <param name="network">Gives the logits.</param>
    /// <param name="hidden">BF16 <c>[rows, hidden]</c>, after the final norm.</param>
    public FusedVocabulary(SuperNetwork network, Tensor hidden) =>
        (_hidden, _logits, _weight) = (new(hidden), new(network.Logits(hidden)), new(((DenseLinear)network.Weights.Head).Weight));

    /// <summary>Whether this form serves a network.</summary>
    public static bool Serves(SuperNetwork network) =>
        FusedLayer.Serves(network.Options) && network.Weights.Head is DenseLinear { Weight: { dtype: ScalarType.BFloat16 } weight } && weight.is_contiguous();

    /// <summary>The most probable token after each row, whichever form serves.</summary>
    /// <param name="network">Gives the logits.</param>
    /// <param name="hidden"><c>[rows, hidden]</c>, after the final norm.</param>
    public static int[] MostProbable(SuperNetwork network, Tensor hidden)
    {
        using var scope = NewDisposeScope();
        if (!Serves(network))
            return Array.ConvertAll(network.Logits(hidden).argmax(1).cpu().data<long>().ToArray(), token => (int)token);
        var vocabulary = new FusedVocabulary(network, hidden);
        return [.. Enumerable.Range(0, (int)hidden.shape[0]).Select(vocabulary.MostProbable)];
    }

    /// <summary>Logarithm of the sum of a row's exponentials.</summary>
    public double Normaliser(int row)
    {
        var logits = _logits[row];
        var (normaliser, largest) = LogSumExpKernel.Of(logits);
        ThresholdKernel.Find(logits, largest - Margin, _near);
        double change = 0;
        foreach (var token in _near)
            change += Math.Exp(Logit(row, token) - normaliser) - Math.Exp(BFloat16Vectors.Wide(logits[token]) - normaliser);
        return normaliser + Math.Log(1 + change);
    }

    /// <summary>One logit, summed in FP32.</summary>
    public float Logit(int row, long token) => DotKernel.Of(_hidden[row], _weight[token]);

    // Of equals the first.
    private int MostProbable(int row)
    {
        var logits = _logits[row];
        var (_, largest) = LogSumExpKernel.Of(logits);
        ThresholdKernel.Find(logits, largest - Margin, _near);
        var exact = _near.Select(token => (Token: token, Logit: Logit(row, token)));
        return exact.Aggregate((best, next) => next.Logit > best.Logit ? next : best).Token;
    }
}

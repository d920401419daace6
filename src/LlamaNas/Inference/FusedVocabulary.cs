using LlamaNas.Networks;
using LlamaNas.Tensors.Kernels;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>
/// The vocabulary's logits of some tokens in BF16, on the CPU. A part of the vocabulary at a time, so that its logits are read while they are still in the cache; they are not
/// kept. BF16 has eight bits: logits near 20 are 0.125 apart, more than what often separates the best two. So those that decide, the largest ones and the scored ones, are
/// computed again in FP32.
/// </summary>
internal sealed class FusedVocabulary
{
    private const int TokensAtOnce = 4096;
    private readonly BFloat16Rows _hidden;
    private readonly BFloat16Rows _weight;
    private readonly VocabularyRow[] _rows;

    /// <summary>Projects tokens.</summary>
    /// <param name="network">Gives the logits.</param>
    /// <param name="hidden">BF16 <c>[rows, hidden]</c>, after the final norm; must live as long as this.</param>
    public FusedVocabulary(SuperNetwork network, Tensor hidden)
    {
        var weight = Weight(network)!;
        (_hidden, _weight) = (new(hidden), new(weight));
        _rows = [.. Enumerable.Range(0, (int)hidden.shape[0]).Select(_ => new VocabularyRow())];
        for (var first = 0; first < weight.shape[0]; first += TokensAtOnce)
        {
            using var scope = NewDisposeScope();
            var logits = new BFloat16Rows(nn.functional.linear(hidden, weight.narrow(0, first, Math.Min(TokensAtOnce, weight.shape[0] - first))));
            for (var row = 0; row < _rows.Length; row++)
                _rows[row].Add(logits[row], first);
        }
    }

    /// <summary>Whether this form serves a network.</summary>
    public static bool Serves(SuperNetwork network) => FusedLayer.Serves(network.Options) && Weight(network) is not null;

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
        var normaliser = _rows[row].Normaliser;
        var change = _rows[row].Near.Sum(near => Math.Exp(Logit(row, near.Token) - normaliser) - Math.Exp(near.Logit - normaliser));
        return normaliser + Math.Log(1 + change);
    }

    /// <summary>One logit, summed in FP32.</summary>
    public float Logit(int row, long token) => DotKernel.Of(_hidden[row], _weight[token]);

    // Of equals the first.
    private int MostProbable(int row)
    {
        var exact = _rows[row].Near.Select(near => (near.Token, Logit: Logit(row, near.Token)));
        return exact.Aggregate((best, next) => next.Logit > best.Logit ? next : best).Token;
    }

    private static Tensor? Weight(SuperNetwork network) =>
        network.Weights.Head is DenseLinear { Weight: { dtype: ScalarType.BFloat16 } weight } && weight.is_contiguous() ? weight : null;
}

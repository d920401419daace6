using LlamaNas.Tensors.Kernels;

namespace LlamaNas.Inference;

/// <summary>What stays of one token's logits over the vocabulary: their normaliser, and the few that are near the largest.</summary>
internal sealed class VocabularyRow
{
    private const float Margin = 2;          // logits this near to the largest are computed again
    private readonly List<(int Token, float Logit)> _near = [];
    private readonly List<int> _found = [];
    private LogSumExp _logSumExp = new();

    /// <summary>Logarithm of the sum of the exponentials of all logits.</summary>
    public double Normaliser => _logSumExp.Value;

    /// <summary>Tokens whose logits decide, ascending, with these logits in BF16.</summary>
    public IEnumerable<(int Token, float Logit)> Near => _near.Where(entry => entry.Logit >= _logSumExp.Largest - Margin);

    /// <summary>Adds the logits of some tokens in a row.</summary>
    /// <param name="logits">BF16.</param>
    /// <param name="firstToken">The first one's token.</param>
    public void Add(ReadOnlySpan<ushort> logits, int firstToken)
    {
        _logSumExp.Add(logits);
        ThresholdKernel.Find(logits, _logSumExp.Largest - Margin, _found);
        foreach (var place in _found)
            _near.Add((firstToken + place, BFloat16Vectors.Wide(logits[place])));
    }
}

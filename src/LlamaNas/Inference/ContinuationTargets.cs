using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>Where a batch of trees is scored, and for which tokens: the same for every network. A node scored for several tokens is projected once.</summary>
internal sealed class ContinuationTargets
{
    private const int RowsPerProjection = 256;
    private readonly List<long> _rows = [];                        // packed token of each projected row
    private readonly (int Row, long Target)[] _pairs;              // one a score, in the order of the trees
    private readonly int[] _order;                                 // places in _pairs by row

    public ContinuationTargets(IReadOnlyList<TokenTree> trees)
    {
        var projected = new Dictionary<long, int>();
        var pairs = new List<(int Row, long Target)>();
        var start = 0;
        foreach (var tree in trees)
        {
            foreach (var score in tree.Scores)
            {
                if (!projected.TryGetValue(start + score.Node, out var row))
                {
                    projected[start + score.Node] = row = _rows.Count;
                    _rows.Add(start + score.Node);
                }

                pairs.Add((row, score.Target));
            }

            start += tree.Tokens.Length;
        }

        _pairs = [.. pairs];
        _order = [.. Enumerable.Range(0, _pairs.Length).OrderBy(index => _pairs[index].Row)];
    }

    /// <summary>The packed tokens that are scored, int64 <c>[n]</c>, owned by the caller's scope; a few more where the network's products like that better.</summary>
    /// <param name="network">Runs over the tokens.</param>
    public Tensor Rows(SuperNetwork network)
    {
        var step = FusedVocabulary.Serves(network) ? PackedTrees.RowStep : 1;
        return tensor(_rows.Concat(Enumerable.Repeat(_rows[0], (step - (_rows.Count % step)) % step)).ToArray(), device: network.Options.Device);
    }

    /// <summary>One natural-log probability for every score of every tree, in order; log-softmax in FP32.</summary>
    /// <param name="network">Gives the logits.</param>
    /// <param name="hidden">Hidden states of <see cref="Rows"/> after the final norm, <c>[n, hidden]</c>.</param>
    public float[] LogProbabilities(SuperNetwork network, Tensor hidden)
    {
        var results = new float[_pairs.Length];
        var fused = FusedVocabulary.Serves(network);
        var at = 0;
        for (var first = 0; first < _rows.Count; first += RowsPerProjection)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(RowsPerProjection, _rows.Count - first);
            var end = at;
            while (end < _order.Length && _pairs[_order[end]].Row < first + count)
                end++;
            var chunk = _order.AsSpan(at..end);
            var selected = hidden.narrow(0, first, Math.Min(RowsPerProjection, hidden.shape[0] - first));   // [count or a few more, hidden]
            if (fused)
                Pick(new FusedVocabulary(network, selected), first, count, chunk, results);
            else
                Pick(network.Logits(selected), first, chunk, results);
            at = end;
        }

        return results;
    }

    private void Pick(FusedVocabulary vocabulary, int first, int rows, ReadOnlySpan<int> chunk, float[] results)
    {
        Span<double> normalisers = stackalloc double[RowsPerProjection];
        for (var row = 0; row < rows; row++)
            normalisers[row] = vocabulary.Normaliser(row);
        foreach (var index in chunk)
            results[index] = (float)(vocabulary.Logit(_pairs[index].Row - first, _pairs[index].Target) - normalisers[_pairs[index].Row - first]);
    }

    private void Pick(Tensor logits, int first, ReadOnlySpan<int> chunk, float[] results)
    {
        var logProbabilities = nn.functional.log_softmax(logits.to(float32), 1);
        var places = new long[chunk.Length];
        for (var index = 0; index < places.Length; index++)
            places[index] = ((_pairs[chunk[index]].Row - first) * logits.shape[1]) + _pairs[chunk[index]].Target;
        var values = logProbabilities.flatten().index_select(0, tensor(places, device: logits.device)).cpu().data<float>().ToArray();
        for (var index = 0; index < places.Length; index++)
            results[chunk[index]] = values[index];
    }
}

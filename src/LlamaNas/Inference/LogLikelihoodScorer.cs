using System.Runtime.CompilerServices;
using LlamaNas.Evaluation;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>
/// Scores continuations with one sub-network. Each prefix of a document is computed once, a group's common prefix once for all its
/// documents, tokens are packed without padding, and the vocabulary is projected only where a token is scored.
/// </summary>
public sealed class LogLikelihoodScorer : ILanguageModel
{
    private const int RowsPerProjection = 256;
    private static readonly ConditionalWeakTable<IReadOnlyList<EncodedDocument>, ScoringPlan> Plans = [];
    private readonly SuperNetwork _network;
    private readonly SubNetwork _subNetwork;
    private readonly int _tokensPerBatch;

    /// <summary>A scorer for one sub-network.</summary>
    /// <param name="network">The weights; stay the caller's.</param>
    /// <param name="subNetwork">What of them is used.</param>
    /// <param name="tokensPerBatch">Tokens that go through the network together. Default 2048.</param>
    public LogLikelihoodScorer(SuperNetwork network, SubNetwork subNetwork, int tokensPerBatch = 2048) =>
        (_network, _subNetwork, _tokensPerBatch) = (network, subNetwork, tokensPerBatch);

    /// <inheritdoc/>
    public int MaximumTokens => _network.Config.MaximumPositions;

    /// <inheritdoc/>
    public IEnumerable<ScoredDocument> Score(IReadOnlyList<EncodedDocument> documents, CancellationToken cancellationToken = default)
    {
        var plan = Plans.GetValue(documents, list => ScoringPlan.Create(list, _tokensPerBatch));
        foreach (var group in plan.Groups)
        {
            using var prefix = Prefix(group.Prefix);
            var prefixTokens = group.Prefix.Count;
            foreach (var batch in group.Batches)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var scored in Score(batch, prefix, prefixTokens))
                    yield return scored;
                prefixTokens = 0;
            }
        }
    }

    private KeyValueCache? Prefix(EquatableArray<int> tokens)
    {
        if (tokens.Count == 0)
            return null;

        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var cache = new KeyValueCache();
        _network.Forward(TokenIds(tokens), new CachedSequence(cache, tokens.Count, _network.Options.Device), _subNetwork);
        return cache;
    }

    private ScoredDocument[] Score(ScoringBatch batch, KeyValueCache? prefix, int prefixTokens)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var trees = batch.Documents.Select(document => document.Tree).ToArray();
        var pattern = new PackedTrees(trees, prefix, _network.Options);
        var hidden = _network.Forward(TokenIds(trees.SelectMany(tree => tree.Tokens)), pattern, _subNetwork);
        var logProbabilities = LogProbabilities(hidden, trees);

        var results = new ScoredDocument[trees.Length];
        var at = 0;
        for (var index = 0; index < trees.Length; index++)
        {
            var sums = new double[batch.Documents[index].Requests];
            foreach (var score in trees[index].Scores)
                sums[score.Request] += logProbabilities[at++];
            results[index] = new ScoredDocument(
                batch.Documents[index].Index, [.. sums], trees[index].Tokens.Length + (index == 0 ? prefixTokens : 0));
        }

        return results;
    }

    // One log-probability for every score of every tree, in order. A node scored for several targets is projected once.
    private float[] LogProbabilities(Tensor hidden, TokenTree[] trees)
    {
        var rows = new List<long>();
        var projected = new Dictionary<long, int>();
        var pairs = new List<(int Row, long Target)>();
        var start = 0;
        foreach (var tree in trees)
        {
            foreach (var score in tree.Scores)
            {
                if (!projected.TryGetValue(start + score.Node, out var row))
                {
                    projected[start + score.Node] = row = rows.Count;
                    rows.Add(start + score.Node);
                }

                pairs.Add((row, score.Target));
            }

            start += tree.Tokens.Length;
        }

        return Project(hidden, rows, pairs);
    }

    private float[] Project(Tensor hidden, List<long> rows, List<(int Row, long Target)> pairs)
    {
        var results = new float[pairs.Count];
        var order = Enumerable.Range(0, pairs.Count).OrderBy(index => pairs[index].Row).ToArray();
        var at = 0;
        for (var first = 0; first < rows.Count; first += RowsPerProjection)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(RowsPerProjection, rows.Count - first);
            var end = at;
            while (end < order.Length && pairs[order[end]].Row < first + count)
                end++;
            var chunk = order[at..end];
            var device = _network.Options.Device;
            var selected = hidden.index_select(0, tensor(rows.GetRange(first, count).ToArray(), device: device));
            var logProbabilities = nn.functional.log_softmax(_network.Logits(selected).to(float32), 1);    // [count, vocabulary]
            var vocabulary = logProbabilities.shape[1];
            var places = tensor(chunk.Select(index => ((pairs[index].Row - first) * vocabulary) + pairs[index].Target).ToArray(), device: device);
            var values = logProbabilities.flatten().index_select(0, places).cpu().data<float>().ToArray();
            for (var index = 0; index < chunk.Length; index++)
                results[chunk[index]] = values[index];
            at = end;
        }

        return results;
    }

    private Tensor TokenIds(IEnumerable<int> tokens) => tensor(tokens.Select(token => (long)token).ToArray(), device: _network.Options.Device);
}

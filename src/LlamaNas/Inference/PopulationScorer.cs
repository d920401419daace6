using System.Runtime.CompilerServices;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>
/// Scores continuations with several sub-networks at once: what sub-networks with the same first layers compute alike is computed once. Each
/// one's scores are bit for bit those that it gets alone. Each prefix of a document is computed once, a group's common prefix once for all its
/// documents, tokens are packed without padding, and the vocabulary is projected only where a token is scored.
/// </summary>
public sealed class PopulationScorer
{
    private const int LongText = 512;

    // Keys and values of a group's prefix, of all networks together; where they would take more, the networks are split.
    private const long LargestPrefixCacheBytes = 1L << 30;
    private static readonly ConditionalWeakTable<IReadOnlyList<EncodedDocument>, ScoringPlan> Plans = [];
    private readonly SuperNetwork _network;
    private readonly IReadOnlyList<SubNetwork> _subNetworks;
    private readonly int _tokensPerBatch;
    private readonly long _prefixCacheBytes;

    /// <summary>A scorer for some sub-networks.</summary>
    /// <param name="network">The weights; stay the caller's.</param>
    /// <param name="subNetworks">What of them is used.</param>
    /// <param name="tokensPerBatch">Tokens that go through the network together. Default 512.</param>
    public PopulationScorer(SuperNetwork network, IReadOnlyList<SubNetwork> subNetworks, int tokensPerBatch = 512)
        : this(network, subNetworks, tokensPerBatch, LargestPrefixCacheBytes)
    {
    }

    internal PopulationScorer(SuperNetwork network, IReadOnlyList<SubNetwork> subNetworks, int tokensPerBatch, long prefixCacheBytes) =>
        (_network, _subNetworks, _tokensPerBatch, _prefixCacheBytes) = (network, subNetworks, tokensPerBatch, prefixCacheBytes);

    /// <summary>Scores every request of every document with every sub-network; batches run side by side, one core each; results come as they are ready, in a fixed order.</summary>
    /// <param name="documents">Documents with their requests.</param>
    /// <param name="cancellationToken">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<PopulationScore> Score(IReadOnlyList<EncodedDocument> documents, CancellationToken cancellationToken = default)
    {
        var plan = Plans.GetValue(documents, list => ScoringPlan.Create(list, _tokensPerBatch));
        var pieces = plan.Groups.SelectMany(Pieces).ToArray();
        return (_network.Options.Device.type == TorchSharp.DeviceType.CPU
            ? CoreWorkers.Map(pieces, Score, cancellationToken)
            : pieces.Select(piece =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                return Score(piece);
            })).SelectMany(scores => scores);
    }

    private IEnumerable<Piece> Pieces(ScoringGroup group)
    {
        foreach (var members in Parts([.. LayerTrie.Order(_subNetworks)], group.Prefix.Count))
        {
            var trie = LayerTrie.Build([.. members.Select(member => _subNetworks[member])]);
            var prefix = new SharedPrefix(group.Batches.Count, () => Prefix(group.Prefix, trie));
            foreach (var (index, batch) in group.Batches.Index())
                yield return new Piece(members, trie, prefix, batch, PrefixTokens: index == 0 ? group.Prefix.Count : 0);
        }
    }

    // Halves the networks until the prefix caches of each part fit, or one network is left.
    private IEnumerable<int[]> Parts(int[] members, int prefixTokens)
    {
        var bytesPerLayer = 2L * prefixTokens * _network.Config.KeyValueHeadCount * _network.Config.HeadSize * _network.Options.ComputeType.Bytes();
        return members.Length < 2 || LayerTrie.Build([.. members.Select(member => _subNetworks[member])]).Steps.Count * bytesPerLayer <= _prefixCacheBytes
            ? [members]
            : Parts(members[..(members.Length / 2)], prefixTokens).Concat(Parts(members[(members.Length / 2)..], prefixTokens));
    }

    private KeyValueCache? Prefix(EquatableArray<int> tokens, LayerTrie trie)
    {
        if (tokens.Count == 0)
            return null;

        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var cache = new KeyValueCache();
        TrieForward.Run(_network, TokenIds(tokens), new CachedSequence(cache, tokens.Count, _network.Options.Device), trie, wanted: null, ended: null);
        return cache;
    }

    private List<PopulationScore> Score(Piece piece)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var prefix = piece.Prefix.Use();
        var trees = piece.Batch.Documents.Select(document => document.Tree).ToArray();
        var targets = new ContinuationTargets(trees);
        var scores = new List<PopulationScore>(trees.Length * piece.Trie.Networks);
        var pattern = Pattern(trees, prefix.Cache);
        using var owned = pattern as IDisposable;
        TrieForward.Run(_network, PackedTrees.TokenIds(trees, pattern), pattern, piece.Trie, targets.Rows(_network), (ending, hidden) =>
        {
            var documents = Sums(piece.Batch, targets.LogProbabilities(_network, hidden), piece.PrefixTokens);
            scores.AddRange(ending.SelectMany(position => documents.Select(document => new PopulationScore(piece.Members[position], document))));
        });
        return scores;
    }

    // Plain texts of one length (perplexity) need no mask over ancestors: long ones get Torch's fused kernel.
    private AttentionPattern Pattern(TokenTree[] trees, KeyValueCache? prefix)
    {
        var length = trees[0].Tokens.Length;
        return prefix is null && length >= LongText && trees.All(tree => tree.IsChain && tree.Tokens.Length == length)
            ? new CausalBatch(trees.Length, length, _network.Options.Device)
            : new PackedTrees(trees, prefix, _network.Options);
    }

    private static ScoredDocument[] Sums(ScoringBatch batch, float[] logProbabilities, int prefixTokens)
    {
        var results = new ScoredDocument[batch.Documents.Count];
        var at = 0;
        for (var index = 0; index < results.Length; index++)
        {
            var document = batch.Documents[index];
            var sums = new double[document.Requests];
            foreach (var score in document.Tree.Scores)
                sums[score.Request] += logProbabilities[at++];
            results[index] = new ScoredDocument(document.Index, [.. sums], document.Tree.Tokens.Length + (index == 0 ? prefixTokens : 0));
        }

        return results;
    }

    private Tensor TokenIds(IEnumerable<int> tokens) => tensor(tokens.Select(token => (long)token).ToArray(), device: _network.Options.Device);

    /// <summary>One batch of documents with some of the sub-networks: what one core does at a time.</summary>
    private sealed record Piece(int[] Members, LayerTrie Trie, SharedPrefix Prefix, ScoringBatch Batch, int PrefixTokens);
}

/// <summary>One document's scores with one sub-network.</summary>
/// <param name="Network">Position of the sub-network in the list that was handed in.</param>
/// <param name="Document">The scores; its tokens are those that the sub-network would compute alone.</param>
public sealed record PopulationScore(int Network, ScoredDocument Document);

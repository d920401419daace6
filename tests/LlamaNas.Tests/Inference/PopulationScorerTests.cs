using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Spaces;
using TorchSharp;

namespace LlamaNas.Tests.Inference;

public sealed class PopulationScorerTests
{
    private static readonly SubNetwork[] Population =
    [
        new() { Layers = [0, 1, 2], FeedForwardWidths = [24, 24, 24] },
        new() { Layers = [0, 2], FeedForwardWidths = [24, 8] },
        new() { Layers = [0, 1, 2], FeedForwardWidths = [24, 24, 8] },
        new() { Layers = [0], FeedForwardWidths = [24] },
        new() { Layers = [1, 2], FeedForwardWidths = [16, 24] },
        new() { Layers = [0, 1, 2], FeedForwardWidths = [24, 24, 24] },
        new() { Layers = [0, 1, 2], FeedForwardWidths = [16, 24, 24] },
        new() { Layers = [0, 1, 2], FeedForwardWidths = [24, 24, 24], KeyValueHeads = [2, 1, 1] },
        TinyModels.Mixed,
        TinyModels.Mixed with { Bits = [8, 16, 4] },
    ];

    [Theory]
    [InlineData(ElementType.Float32, 20)]
    [InlineData(ElementType.Float32, 0)]
    [InlineData(ElementType.BFloat16, 20)]
    [InlineData(ElementType.BFloat16, 5)]
    [InlineData(ElementType.BFloat16, 0)]
    public void Scores_are_bit_for_bit_those_of_one_network_alone(ElementType type, int sharedTokens)
    {
        using var network = TinyModels.Network(type);
        var documents = Documents(sharedTokens);

        var together = Scores(new PopulationScorer(network, Population, tokensPerBatch: 30), documents);

        Assert.Equal(Population.Length * documents.Length, together.Count);
        foreach (var (index, subNetwork) in Population.Index())
        {
            foreach (var alone in new LogLikelihoodScorer(network, subNetwork, tokensPerBatch: 30).Score([.. documents]))
                Assert.Equal(alone, together[(index, alone.Index)]);
        }
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.BFloat16)]
    public void Scores_of_one_network_are_those_of_one_forward_pass(ElementType type)
    {
        using var network = TinyModels.Network(type);
        using var scope = torch.NewDisposeScope();
        var documents = Documents(sharedTokens: 0);
        var trees = ScoringPlan.Create(documents, tokensPerBatch: 1000).Groups[0].Batches[0].Documents.Select(document => document.Tree).ToArray();
        var pattern = new PackedTrees(trees, prefix: null, network.Options);
        var tokenIds = PackedTrees.TokenIds(trees, pattern);
        var hidden = new float[Population.Length][];

        TrieForward.Run(network, tokenIds, pattern, LayerTrie.Build(Population), wanted: null, (ending, state) =>
        {
            foreach (var index in ending)
                hidden[index] = Numbers(state);
        });

        Assert.All(Population.Zip(hidden), pair => Assert.Equal(Numbers(network.Forward(tokenIds, pattern, pair.First)), pair.Second));
    }

    [Fact]
    public void Networks_are_split_where_their_prefix_caches_are_too_large()
    {
        using var network = TinyModels.Network();
        var documents = Documents(sharedTokens: 20);

        var whole = Scores(new PopulationScorer(network, Population), documents);
        var split = Scores(new PopulationScorer(network, Population, tokensPerBatch: 2048, prefixCacheBytes: 1), documents);

        Assert.Equal(whole.OrderBy(pair => pair.Key), split.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void Nothing_stays_in_memory()
    {
        using var network = TinyModels.Network();
        var scorer = new PopulationScorer(network, Population, tokensPerBatch: 30);
        var documents = Documents(sharedTokens: 20);
        Scores(scorer, documents);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Scores(scorer, documents);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static float[] Numbers(torch.Tensor tensor) => tensor.to(torch.float32).data<float>().ToArray();

    private static Dictionary<(int Network, int Document), ScoredDocument> Scores(PopulationScorer scorer, EncodedDocument[] documents) =>
        scorer.Score(documents).ToDictionary(score => (score.Network, score.Document.Index), score => score.Document);

    // Two groups, so that a prefix cache follows another; contexts of different lengths.
    private static EncodedDocument[] Documents(int sharedTokens) =>
    [
        .. Enumerable.Range(0, 9).Select(index => new EncodedDocument(
            $"group {index % 2}",
            [
                new EncodedRequest([.. Enumerable.Range(5 + (index % 2), sharedTokens), 30 + index, .. Enumerable.Range(3, index)], [1, 2]),
                new EncodedRequest([.. Enumerable.Range(5 + (index % 2), sharedTokens), 30 + index, .. Enumerable.Range(3, index)], [1, 4, 5]),
            ])),
    ];
}

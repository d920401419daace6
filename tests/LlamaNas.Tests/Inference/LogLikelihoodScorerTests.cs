using CsCheck;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Inference;

public sealed class LogLikelihoodScorerTests
{
    private static readonly Gen<int[]> Tokens = Gen.Int[0, 39].Array[1, 6];

    private static readonly Gen<EncodedDocument> Documents =
        Gen.Select(Tokens, Tokens.Array[1, 4], (context, choices) =>
            new EncodedDocument("group", [.. choices.Select(choice => new EncodedRequest([5, 6, 7, 8, 9, 10, 11, 12, 13, .. context], choice))]));

    [Fact]
    public void Sharing_prefixes_gives_the_scores_of_one_request_at_a_time()
    {
        using var network = TinyModels.Network();
        var subNetwork = new SubNetwork { Layers = [0, 2], FeedForwardWidths = [24, 8] };

        Documents.Array[1, 5].Sample(
            documents =>
            {
                var scored = new LogLikelihoodScorer(network, subNetwork).Score(documents).OrderBy(score => score.Index).ToArray();
                Assert.Equal(documents.Length, scored.Length);
                foreach (var (document, score) in documents.Zip(scored))
                    Assert.All(document.Requests.Zip(score.LogLikelihoods), pair => Assert.Equal(Alone(network, subNetwork, pair.First), pair.Second, 1e-3));
            },
            iter: 30, threads: 1);
    }

    [Fact]
    public void A_shared_prefix_is_computed_once()
    {
        using var network = TinyModels.Network();
        int[] prefix = [.. Enumerable.Range(5, 20)];
        var documents = Enumerable.Range(0, 4)
            .Select(index => new EncodedDocument("group", [new EncodedRequest([.. prefix, 30 + index], [1]), new EncodedRequest([.. prefix, 30 + index], [2])]))
            .ToArray();

        var computed = new LogLikelihoodScorer(network, SubNetwork.Full(network.Config)).Score(documents).Sum(score => score.ComputedTokens);

        Assert.Equal(20 + 4, computed);
    }

    [Fact]
    public void Cancelling_stops_between_batches()
    {
        using var network = TinyModels.Network();
        var documents = new[] { new EncodedDocument("group", [new EncodedRequest([1], [2])]) };

        Assert.Throws<OperationCanceledException>(
            () => new LogLikelihoodScorer(network, SubNetwork.Full(network.Config)).Score(documents, new CancellationToken(canceled: true)).ToArray());
    }

    [Fact]
    public void Decoding_with_a_cache_writes_what_the_whole_text_would_give()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        var full = SubNetwork.Full(network.Config);
        var text = new List<int> { 3, 14, 15 };
        foreach (var token in GreedyDecoder.Decode(network, full, [3, 14, 15], maximumTokens: 6))
        {
            Assert.Equal(Next(network, full, text), token);
            text.Add(token);
        }
    }

    private static double Alone(SuperNetwork network, SubNetwork subNetwork, EncodedRequest request)
    {
        using var scope = NewDisposeScope();
        int[] fed = [.. request.Context, .. request.Continuation[..^1]];
        using var pattern = new CausalBatch(1, fed.Length);
        var hidden = network.Forward(tensor(fed.Select(id => (long)id).ToArray()), pattern, subNetwork);
        var logProbabilities = nn.functional.log_softmax(network.Logits(hidden), 1);
        return Enumerable.Range(0, request.Continuation.Length)
            .Sum(at => logProbabilities[request.Context.Length - 1 + at, request.Continuation[at]].item<float>());
    }

    private static int Next(SuperNetwork network, SubNetwork subNetwork, List<int> text)
    {
        using var pattern = new CausalBatch(1, text.Count);
        var hidden = network.Forward(tensor(text.Select(id => (long)id).ToArray()), pattern, subNetwork);
        return (int)network.Logits(hidden)[text.Count - 1].argmax().item<long>();
    }
}

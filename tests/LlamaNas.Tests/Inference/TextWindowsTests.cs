using CsCheck;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Inference;

public sealed class TextWindowsTests
{
    private static readonly Gen<(int[] Tokens, int Length)> Texts = Gen.Select(Gen.Int[0, 39].Array[1, 60], Gen.Int[2, 20]);

    [Fact]
    public void Rolling_windows_score_every_token_once_with_all_the_context_that_fits() =>
        Texts.Sample((tokens, length) =>
        {
            var windows = TextWindows.Rolling(tokens, prefixToken: 1, length).ToArray();
            int[] all = [1, .. tokens];
            var scored = 0;
            foreach (var window in windows)
            {
                // Position of the window's first scored token in the text behind the prefix token.
                var end = scored + window.Continuation.Length;
                Assert.Equal(tokens[scored..end], window.Continuation);
                var start = scored == 0 ? 0 : end - length;
                Assert.Equal(all[start..(scored + 1)], window.Context);
                Assert.True(window.Context.Length + window.Continuation.Length - 1 <= length);
                scored = end;
            }

            Assert.Equal(tokens.Length, scored);
        });

    [Fact]
    public void Chunks_lie_side_by_side_and_keep_their_first_token_as_context() =>
        Texts.Sample((tokens, length) =>
        {
            var chunks = TextWindows.Chunks(tokens, length).ToArray();

            Assert.Equal(tokens.Length / length, chunks.Length);
            Assert.Equal(tokens[..(chunks.Length * length)], chunks.SelectMany(chunk => chunk.Context.Concat(chunk.Continuation)));
            Assert.All(chunks, chunk => Assert.Single(chunk.Context));
        });

    [Theory]
    [InlineData(7)]
    [InlineData(32)]
    public void Scored_windows_agree_with_one_token_at_a_time(int length)
    {
        using var network = TinyModels.Network();
        var subNetwork = new SubNetwork { Layers = [0, 2], FeedForwardWidths = [24, 8] };
        int[] tokens = [.. Enumerable.Range(0, 75).Select(index => (index * 17 % 37) + 3)];
        var windows = TextWindows.Rolling(tokens, 1, length).Concat(TextWindows.Chunks(tokens, length)).ToArray();
        var documents = windows.Select(window => new EncodedDocument("text", [window])).ToArray();

        var scored = new LogLikelihoodScorer(network, subNetwork, tokensPerBatch: 2 * length).Score(documents).OrderBy(document => document.Index);

        Assert.All(windows.Zip(scored), pair => Assert.Equal(Slowly(network, subNetwork, pair.First), pair.Second.LogLikelihoods[0], 1e-3));
    }

    [Fact]
    public void Long_texts_agree_with_one_token_at_a_time()
    {
        using var network = SuperNetwork.Random(TinyModels.Config with { MaximumPositions = 1024 }, seed: 7);
        int[] tokens = [.. Enumerable.Range(0, 540).Select(index => (index * 17 % 37) + 3)];
        var window = new EncodedRequest(tokens[..520], tokens[520..]);

        var scored = new LogLikelihoodScorer(network, SubNetwork.Full(network.Config)).Score([new EncodedDocument("text", [window])]).Single();

        Assert.Equal(Slowly(network, SubNetwork.Full(network.Config), window), scored.LogLikelihoods[0], 1e-3);
        Assert.Equal(539, scored.ComputedTokens);
    }

    // The definition: a forward pass of its own for every token.
    private static double Slowly(SuperNetwork network, SubNetwork subNetwork, EncodedRequest window)
    {
        var sum = 0.0;
        for (var at = 0; at < window.Continuation.Length; at++)
        {
            using var scope = NewDisposeScope();
            int[] seen = [.. window.Context, .. window.Continuation[..at]];
            using var pattern = new CausalBatch(1, seen.Length);
            var hidden = network.Forward(tensor(seen.Select(id => (long)id).ToArray()), pattern, subNetwork);
            sum += nn.functional.log_softmax(network.Logits(hidden)[seen.Length - 1], 0)[window.Continuation[at]].item<float>();
        }

        return sum;
    }
}

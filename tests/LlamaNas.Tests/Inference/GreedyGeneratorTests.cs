using CsCheck;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using TorchSharp;

namespace LlamaNas.Tests.Inference;

public sealed class GreedyGeneratorTests
{
    private static readonly SubNetwork Smaller = new() { Layers = [0, 2], FeedForwardWidths = [24, 8] };

    private static readonly Gen<GenerationRequest[]> Requests =
        Gen.Select(Gen.Int[3, 39].Array[1, 12], Gen.Int[1, 20], (prompt, tokens) => new GenerationRequest(prompt, tokens, [])).Array[1, 7];

    [Fact]
    public void Several_texts_at_a_time_are_those_of_one_at_a_time()
    {
        using var network = TinyModels.Network();

        Gen.Select(Requests, Gen.Int[1, 4]).Sample(
            (requests, together) =>
            {
                var written = Generator(network, together).Generate(requests).OrderBy(text => text.Index).ToArray();
                Assert.Equal(requests.Select(request => Alone(network, request)), written.Select(text => text.Text));
            },
            iter: 40, threads: 1);
    }

    [Fact]
    public void Texts_may_outgrow_the_first_room_of_the_cache()
    {
        using var network = SuperNetwork.Random(TinyModels.Config with { MaximumPositions = 512, EndOfSequenceIds = [] }, seed: 7);
        GenerationRequest[] requests = [new([5, 6], 200, []), new([7], 300, []), new([8, 9, 10], 20, [])];

        var written = Generator(network, 3).Generate(requests).OrderBy(text => text.Index).Select(text => text.Text);

        Assert.Equal(requests.Select(request => Alone(network, request)), written);
    }

    [Fact]
    public void A_text_ends_before_the_first_string_that_ends_it()
    {
        using var network = TinyModels.Network();
        var whole = Alone(network, new GenerationRequest([5, 6, 7], 12, []));
        Assert.True(whole.Length > 6);

        var text = Generator(network, 2).Generate([new GenerationRequest([5, 6, 7], 12, [whole[4..6], "never"])]).Single();

        Assert.Equal(whole[..whole.IndexOf(whole[4..6], StringComparison.Ordinal)], text.Text);
        Assert.True(text.ComputedTokens <= 3 + 5);
    }

    [Fact]
    public void Nothing_leaks_from_one_run_to_the_next()
    {
        using var network = TinyModels.Network();
        GenerationRequest[] requests = [new([5, 6], 5, []), new([7], 9, []), new([8, 9, 10], 3, [])];
        _ = Generator(network, 2).Generate(requests).ToArray();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        _ = Generator(network, 2).Generate(requests).ToArray();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Cancelling_stops_between_tokens()
    {
        using var network = TinyModels.Network();

        Assert.Throws<OperationCanceledException>(() => Generator(network, 2).Generate([new([5], 5, [])], new CancellationToken(canceled: true)).ToArray());
    }

    // Every token is a letter, so that texts are easy to read.
    private static string Letters(IEnumerable<int> ids) => string.Concat(ids.Select(id => (char)('0' + id)));

    private static GreedyGenerator Generator(SuperNetwork network, int together) => new(network, Smaller, Letters, together);

    private static string Alone(SuperNetwork network, GenerationRequest request) =>
        Letters(GreedyDecoder.Decode(network, Smaller, request.Prompt, request.MaximumTokens).Where(id => !network.Config.EndOfSequenceIds.Contains(id)));
}

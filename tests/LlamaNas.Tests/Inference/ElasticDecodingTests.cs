using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Inference;

/// <summary>Caches of layers that differ in heads, or have no attention.</summary>
public sealed class ElasticDecodingTests
{
    private static readonly int[] Prompt = [5, 6, 7, 8];

    public static TheoryData<string> Networks => [.. new[]
    {
        TinyModels.Mixed,
        SubNetwork.Full(TinyModels.Config) with { KeyValueHeads = [2, 1, 1] },
        SubNetwork.Full(TinyModels.Config) with { SkipAttention = [true, false, false] },
        SubNetwork.Full(TinyModels.Config) with { SkipAttention = [true, true, true] },
        SubNetwork.Full(TinyModels.Config) with { Bits = [8, 16, 4] },
    }.Select(SubNetworkJson.Print)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Decoding_with_a_cache_is_decoding_without_one(string text)
    {
        using var network = TinyModels.Network(ElementType.Float32);
        var subNetwork = SubNetworkJson.Parse(text);

        Assert.Equal(Recomputed(network, subNetwork), GreedyDecoder.Decode(network, subNetwork, Prompt, 12));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Several_texts_at_a_time_are_those_of_one_at_a_time(string text)
    {
        using var network = TinyModels.Network();
        var subNetwork = SubNetworkJson.Parse(text);
        GenerationRequest[] requests = [new(Prompt, 12, []), new([9, 3], 7, []), new([11, 4, 4, 30, 2, 8], 5, [])];

        var together = new GreedyGenerator(network, subNetwork, Spelled, textsTogether: 2).Generate(requests).OrderBy(written => written.Index).Select(written => written.Text);

        Assert.Equal(requests.Select(request => new GreedyGenerator(network, subNetwork, Spelled, textsTogether: 1).Generate([request]).Single().Text), together);
    }

    [Fact]
    public void A_text_that_is_timed_goes_on_after_its_end()
    {
        using var network = SuperNetwork.Random(TinyModels.Config with { EndOfSequenceIds = [.. Enumerable.Range(0, TinyModels.Config.VocabularySize)] }, seed: 7);
        var full = SubNetwork.Full(network.Config);
        GenerationRequest[] requests = [new(Prompt, 6, [])];

        var ended = new GreedyGenerator(network, full, Spelled, textsTogether: 1).Generate(requests).Single();
        var timed = new GreedyGenerator(network, full, Spelled, textsTogether: 1) { WritesOn = true }.Generate(requests).Single();

        Assert.Equal(5, timed.ComputedTokens - ended.ComputedTokens);
    }

    private static string Spelled(IReadOnlyList<int> tokens) => string.Join(' ', tokens);

    private static List<int> Recomputed(SuperNetwork network, SubNetwork subNetwork)
    {
        using var gradients = no_grad();
        var tokens = Prompt.ToList();
        while (tokens.Count < Prompt.Length + 12)
        {
            using var scope = NewDisposeScope();
            using var pattern = new CausalBatch(1, tokens.Count);
            var hidden = network.Forward(tensor(tokens.Select(token => (long)token).ToArray()), pattern, subNetwork);
            tokens.Add((int)network.Logits(hidden)[-1].argmax().item<long>());
            if (network.Config.EndOfSequenceIds.Contains(tokens[^1]))
                break;
        }

        return tokens[Prompt.Length..];
    }
}

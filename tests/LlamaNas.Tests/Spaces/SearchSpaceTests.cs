using System.Numerics;
using CsCheck;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Spaces;

public sealed class SearchSpaceTests
{
    private static readonly string[] PresetNames = ["paper", "free-layers", "free", "free-bits"];
    private static readonly Gen<string> Presets = Gen.Int[0, 3].Select(index => PresetNames[index]);

    [Fact]
    public void Paper_space_of_LLaMA2_7B_has_4580179968_networks()
    {
        var space = SearchSpace.Paper(Models.Llama2Of7B);

        Assert.Equal(new BigInteger(4_580_179_968), space.Size);
        Assert.Equal(new LayerCounts([24, 28, 32], [31, 30, 29, 28, 27, 26, 25, 24]), space.Layers);
        Assert.Equal([5504, 11008], space.FeedForwardWidths[31]);
    }

    [Theory]
    [InlineData("layers: {counts: [1, 3], keep: first}\nffn_widths: [32, 64]")]
    [InlineData("layers: {counts: [2, 4], removal_order: [1, 2]}\nffn_widths: [0.5, 0.75, 1]")]
    [InlineData("layers: {free: inner, minimum: 3}\nffn_widths: [32, 128]")]
    [InlineData("layers: {free: [0, 3]}\nffn_widths: [[32], [32, 64], [128], [64, 128]]")]
    [InlineData("layers: {free: all, minimum: 0.5}")]
    [InlineData("ffn_widths: [64, 128]")]
    [InlineData("kv_heads: [0.25, 4]")]
    [InlineData("layers: {counts: [3], removal_order: [2]}\nskip: [attention, ffn]\nffn_widths: [32, 64]")]
    [InlineData("layers: {free: [1, 2], minimum: 3}\nskip: {attention: inner, ffn: [2]}\nffn_widths: [64]\nkv_heads: [2, 4]")]
    [InlineData("layers: {free: [3]}\nkv_heads: [[1], [2, 4], [2], [2, 3]]\nskip: {ffn: [1]}\nffn_widths: [[32], [32, 64], [128], [128]]\nbits: [8, 16]")]
    [InlineData("layers: {free: [0]}\nbits: [16, 4, 8]\nskip: {attention: [1, 2]}")]
    public void Size_counts_each_distinct_network_once(string yaml)
    {
        var space = SearchSpace.Parse(yaml, Models.Of(layers: 4, width: 128));
        var encoding = new GenotypeEncoding(space);

        var distinct = AllVectors(encoding).Select(indices => encoding.Decode(new Genotype([.. indices]))).Distinct().Count();

        Assert.Equal(space.Size, distinct);
        Assert.Equal(distinct, encoding.All().Distinct().Count(genotype => encoding.Canonical(genotype.Indices.Span) == genotype));
        Assert.Equal(distinct, encoding.All().Count());
    }

    [Fact]
    public void Samples_are_members_and_survive_encoding() =>
        Gen.Select(Presets, Gen.Int).Sample((preset, seed) =>
        {
            var space = SearchSpace.Load(preset, Models.SmolLm2);
            var sample = space.Sample(new Random(seed));
            var encoding = new GenotypeEncoding(space);

            sample.Validate(Models.SmolLm2);
            return space.Contains(sample) && encoding.TryEncode(sample, out var genotype) && encoding.Decode(genotype) == sample;
        });

    [Fact]
    public void Canonical_form_is_idempotent_and_means_the_same_network() =>
        Gen.Select(Presets, Gen.Int).Sample((preset, seed) =>
        {
            var encoding = new GenotypeEncoding(SearchSpace.Load(preset, Models.SmolLm2));
            var random = new Random(seed);
            var indices = encoding.Genes.Select(gene => random.Next(gene.Options.Count)).ToArray();

            var canonical = encoding.Canonical(indices);

            return encoding.Canonical(canonical.Indices.Span) == canonical
                && encoding.Decode(canonical) == encoding.Decode(new Genotype([.. indices]))
                && encoding.TryEncode(encoding.Decode(canonical), out var again) && again == canonical;
        });

    [Theory]
    [InlineData("paper", 23, 30)]
    [InlineData("free-layers", 20, 30)]
    [InlineData("free", 20, 30)]
    [InlineData("free-bits", 20, 30)]
    public void Smallest_and_largest_bound_the_space(string preset, int fewest, int most)
    {
        var space = SearchSpace.Load(preset, Models.SmolLm2);

        Assert.Equal(fewest, space.Smallest.Layers.Count);
        Assert.All(space.Smallest.FeedForwardWidths, width => Assert.True(width is 768 or 0));
        Assert.Equal(SubNetwork.Full(Models.SmolLm2), space.Largest);
        Assert.Equal(most, space.Largest.Layers.Count);
        Assert.True(space.Contains(space.Smallest) && space.Contains(space.Largest));
    }

    [Fact]
    public void Samples_of_the_free_space_use_all_its_freedoms()
    {
        var random = new Random(5);
        var samples = Enumerable.Range(0, 200).Select(_ => SearchSpace.Load("free-bits", Models.SmolLm2).Sample(random)).ToArray();

        Assert.Contains(samples, sample => sample.SkipAttention.Count > 0 && sample.SkipFeedForward.Count > 0 && sample.KeyValueHeads.Count > 0 && sample.Bits.Count > 0);
        Assert.InRange(samples.Average(sample => sample.SkipAttention.Count(skip => skip) + sample.SkipFeedForward.Count(skip => skip)), 2, 6);
    }

    [Fact]
    public void Foreign_networks_are_not_members()
    {
        var space = SearchSpace.Paper(Models.SmolLm2);

        Assert.False(space.Contains(new SubNetwork { Layers = [0], FeedForwardWidths = [768] }));
        Assert.False(space.Contains(SubNetwork.Full(Models.Of(layers: 30, width: 1504))));
        Assert.False(space.Contains(SubNetwork.Full(Models.Of(layers: 31, width: 1536))));
    }

    private static IEnumerable<int[]> AllVectors(GenotypeEncoding encoding) => encoding.Genes.Aggregate(
        (IEnumerable<int[]>)[[]],
        (vectors, gene) => vectors.SelectMany(vector => Enumerable.Range(0, gene.Options.Count).Select(index => (int[])[.. vector, index])));
}

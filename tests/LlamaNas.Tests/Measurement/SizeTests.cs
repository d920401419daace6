using LlamaNas.Measurement;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Measurement;

/// <summary>Sizes counted by hand: hidden 16, heads of 4 channels, 4 query and 2 key/value heads, width 24, vocabulary 40, tied; 3 layers.</summary>
public sealed class SizeTests
{
    private const long Norm = 16, Embedding = 40 * 16, HeadGroup = (2 * 2 * 4 * 16) + (2 * 4 * 16), Channel = 3 * 16;
    private static readonly SubNetwork Full = SubNetwork.Full(TinyModels.Config);

    private static readonly SubNetwork Mixed = Full with
    {
        FeedForwardWidths = [24, 8, 0],
        KeyValueHeads = [1, 0, 2],
        SkipAttention = [false, true, false],
        SkipFeedForward = [false, false, true],
        Bits = [4, 8, 16],
    };

    [Fact]
    public void Parameters_are_those_of_the_blocks_that_stay()
    {
        Assert.Equal(Embedding + Norm + (3 * ((2 * Norm) + (2 * HeadGroup) + (24 * Channel))), ParameterCount.Of(TinyModels.Config, Full));
        Assert.Equal(Embedding + Norm + (2 * Norm) + HeadGroup + (24 * Channel) + Norm + (8 * Channel) + Norm + (2 * HeadGroup), ParameterCount.Of(TinyModels.Config, Mixed));
    }

    [Fact]
    public void Weight_bytes_follow_each_layers_bits()
    {
        const long Plain = Embedding + (5 * Norm) + (2 * HeadGroup);
        const long FourBits = (16 + 2) * (8 + 4 + 4 + 16 + 24 + 24 + 16);    // rows of at most 32 inputs are one block with one scale
        const long EightBits = (8 * Channel) + (4 * (8 + 8 + 16));

        Assert.Equal((2 * Plain) + FourBits + EightBits, WeightBytes.Of(TinyModels.Config, Mixed, Precision.BFloat16));
        Assert.Equal((4 * Plain) + FourBits + EightBits, WeightBytes.Of(TinyModels.Config, Mixed, Precision.Float32));
        Assert.Equal(
            (2 * (Plain - (2 * HeadGroup))) + (2 * HeadGroup) + (4 * (16 + 8 + 8 + 16)) + FourBits + EightBits, WeightBytes.Of(TinyModels.Config, Mixed, Precision.Int8));
    }

    [Fact]
    public void Rows_that_are_no_whole_blocks_have_a_last_block_and_group_of_their_own()
    {
        var narrow = Full with { Layers = [0], FeedForwardWidths = [33], Bits = [4] };
        var wide = TinyModels.Config with { FeedForwardWidths = [33] };

        Assert.Equal(
            (2 * (Embedding + (3 * Norm))) + ((16 + 2) * (16 + 8 + 8 + 16)) + (2 * 33 * (16 + 2)) + (16 * (32 + 4)), WeightBytes.Of(wide, narrow, Precision.BFloat16));
    }

    [Fact]
    public void Operations_are_a_product_per_weight_and_two_per_channel_in_sight()
    {
        Assert.Equal((3 * ((2 * HeadGroup) + (24 * Channel))) + Embedding + (3 * 2 * 4 * 4 * 100), MultiplyAccumulates.PerToken(TinyModels.Config, Full, context: 100));
        Assert.Equal(HeadGroup + (24 * Channel) + (8 * Channel) + (2 * HeadGroup) + Embedding + (2 * (2 + 4) * 4 * 100), MultiplyAccumulates.PerToken(TinyModels.Config, Mixed, context: 100));
    }

    [Fact]
    public void The_cache_holds_keys_and_values_of_the_heads_that_stay()
    {
        Assert.Equal(2 * 6 * 4 * 100 * 2, KeyValueCacheBytes.Of(TinyModels.Config, Full, Precision.BFloat16, tokens: 100));
        Assert.Equal(2 * 3 * 4 * 100 * 4, KeyValueCacheBytes.Of(TinyModels.Config, Mixed, Precision.Float32, tokens: 100));
    }
}

using CsCheck;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Spaces;

public sealed class SubNetworkTests
{
    [Fact]
    public void Text_form_is_the_documented_one()
    {
        var subNetwork = new SubNetwork { Layers = [0, 1, 3], FeedForwardWidths = [1536, 768, 1536] };

        Assert.Equal("""{"layers":[0,1,3],"ffn_widths":[1536,768,1536]}""", subNetwork.ToString());
        Assert.Equal(subNetwork, SubNetworkJson.Parse(subNetwork.ToString()));
    }

    [Fact]
    public void Text_form_round_trips() =>
        Gen.Int[0, 1000].Array[1, 40].Select(layers => layers.Distinct().Order().ToArray())
            .SelectMany(layers => Gen.Int[1, 20000].Array[layers.Length].Select(widths => new SubNetwork { Layers = [.. layers], FeedForwardWidths = [.. widths] }))
            .Sample(subNetwork => SubNetworkJson.Parse(SubNetworkJson.Print(subNetwork)) == subNetwork);

    [Fact]
    public void Text_form_names_only_what_is_not_full()
    {
        var subNetwork = new SubNetwork
        {
            Layers = [0, 1, 3],
            FeedForwardWidths = [1536, 0, 1536],
            KeyValueHeads = [3, 2, 0],
            SkipAttention = [false, false, true],
            SkipFeedForward = [false, true, false],
            Bits = [16, 8, 4],
        };

        Assert.Equal(
            """{"layers":[0,1,3],"ffn_widths":[1536,0,1536],"kv_heads":[3,2,0],"skip_attention":[false,false,true],"skip_ffn":[false,true,false],"bits":[16,8,4]}""",
            subNetwork.ToString());
        Assert.Equal(subNetwork, SubNetworkJson.Parse(subNetwork.ToString()));
    }

    [Fact]
    public void Equal_networks_have_one_canonical_form()
    {
        var config = TinyModels.Config;
        var full = SubNetwork.Full(config);
        var written = full with { KeyValueHeads = [2, 2, 2], SkipAttention = [false, false, false], SkipFeedForward = [false, false, false], Bits = [16, 16, 16] };
        var skips = full with { KeyValueHeads = [2, 1, 2], SkipAttention = [false, true, false], FeedForwardWidths = [24, 24, 7], SkipFeedForward = [false, false, true] };

        Assert.Equal(full, written.Canonical(config));
        Assert.Equal(full with { SkipAttention = [false, true, false], FeedForwardWidths = [24, 24, 0], SkipFeedForward = [false, false, true] }, skips.Canonical(config));
    }

    [Theory]
    [InlineData("""{"layers":[0,1]}""", "'ffn_widths' is missing")]
    [InlineData("""{"layers":[0,1],"ffn_widths":[8,8],"kv_heads":[2]}""", "2 layers but 1 kv_heads")]
    [InlineData("""{"layers":[0,1],"ffn_widths":[8,8],"kv_heads":[2,0]}""", "kv_heads[1] is 0")]
    [InlineData("""{"layers":[0],"ffn_widths":[8],"bits":[5]}""", "bits[0] is 5")]
    [InlineData("""{"layers":[0],"ffn_widths":[8],"skip_ffn":[1]}""", "skip_ffn[0] is 1")]
    [InlineData("""{"layers":[7],"ffn_widths":[8],"skip_ffn":[true],"skip_attention":[true]}""", "layer 7 skips both")]
    [InlineData("""{"layers":[0,1],"ffn_widths":[8]}""", "2 layers but 1 ffn_widths")]
    [InlineData("""{"layers":[1,0],"ffn_widths":[8,8]}""", "layer 0 follows layer 1")]
    [InlineData("""{"layers":[0.5],"ffn_widths":[8]}""", "layers[0] is 0.5")]
    [InlineData("""{"layers":[0],"ffn_widths":[0]}""", "ffn_widths[0] is 0")]
    [InlineData("""{"layers":[],"ffn_widths":[]}""", "'layers' is empty")]
    [InlineData("""{"layers":[0],"ffn_widths":[8],"depth":1}""", "unknown property 'depth'")]
    [InlineData("""{"layers":[0],"layers":[0],"ffn_widths":[8]}""", "layers")]
    [InlineData("[1]", "not an object")]
    [InlineData("", "a.json:")]
    public void Faulty_text_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<LlamaNasException>(() => SubNetworkJson.Parse(json, "a.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Random_bytes_give_a_sub_network_or_our_error() => Gen.OneOf(
            Gen.Byte.Array[0, 60],
            Gen.Char["{}[]\",:0123456789.-layersffn_widths\\u "].Array[0, 60].Select(text => System.Text.Encoding.UTF8.GetBytes(text)),
            Gen.Select(Gen.Int[0, 46], Gen.Byte, (position, value) =>
            {
                var bytes = "{\"layers\":[0,1,3],\"ffn_widths\":[1536,768,1536]}"u8.ToArray();
                bytes[position] = value;
                return bytes;
            }))
        .Sample(bytes =>
        {
            try
            {
                SubNetworkJson.Parse(bytes);
            }
            catch (LlamaNasException)
            {
            }
        });

    [Fact]
    public void Layers_and_widths_outside_the_model_are_refused_with_both_numbers()
    {
        var config = Models.Of(layers: 4, width: 128);
        var deep = new SubNetwork { Layers = [0, 4], FeedForwardWidths = [128, 128] };
        var wide = new SubNetwork { Layers = [0, 2], FeedForwardWidths = [128, 160] };

        Assert.Contains("layers[1] is 4, but the model has layers 0 to 3", Assert.Throws<LlamaNasException>(() => deep.Validate(config)).Message, StringComparison.Ordinal);
        Assert.Contains("ffn_widths[1] is 160, but layer 2 of the model has 128", Assert.Throws<LlamaNasException>(() => wide.Validate(config)).Message, StringComparison.Ordinal);
        SubNetwork.Full(config).Validate(config);
    }

    [Fact]
    public void More_key_value_heads_than_the_model_has_are_refused_with_both_numbers()
    {
        var heads = SubNetwork.Full(TinyModels.Config) with { KeyValueHeads = [2, 3, 1] };

        Assert.Contains("kv_heads[1] is 3, but layer 1 of the model has 2 key/value heads", Assert.Throws<LlamaNasException>(() => heads.Validate(TinyModels.Config)).Message, StringComparison.Ordinal);
    }
}

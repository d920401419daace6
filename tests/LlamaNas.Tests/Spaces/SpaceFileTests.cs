using CsCheck;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Spaces;

public sealed class SpaceFileTests
{
    [Fact]
    public void Fractions_are_rounded_to_multiples_of_32()
    {
        var space = SearchSpace.Parse("ffn_widths: [0.1, 0.5, 1]", Models.Of(layers: 2, width: 172));

        Assert.Equal([32, 96, 172], space.FeedForwardWidths[0]);
    }

    [Theory]
    [InlineData("paper")]
    [InlineData("free-layers")]
    [InlineData("free")]
    [InlineData("free-bits")]
    public void Printed_form_is_read_back(string preset)
    {
        var space = SearchSpace.Load(preset, Models.SmolLm2);

        Assert.Equal(space, SearchSpace.Parse(space.ToString(), Models.SmolLm2));
    }

    [Theory]
    [InlineData("layers: {counts: [24, 31]}", "line 1: counts [24,31] do not fit the model, which has 30 layers")]
    [InlineData("layers: {counts: [24], removal_order: [1, 2]}", "removal_order names 2 layers")]
    [InlineData("layers: {counts: [29], removal_order: [30]}", "names layer 30")]
    [InlineData("layers: {counts: [28], removal_order: [3, 3]}", "names a layer twice")]
    [InlineData("layers: {counts: [28], keep: last}", "keep is 'last'")]
    [InlineData("layers: {free: some}", "free is 'some'")]
    [InlineData("layers: {free: all, minimum: 40}", "minimum is 40")]
    [InlineData("layers: {free: [0, 40]}", "names layer 40")]
    [InlineData("layers: {}", "'free' is missing")]
    [InlineData("ffn_widths: [768, 2048]", "which has 1536 channels")]
    [InlineData("ffn_widths: [a]", "'a' is not a number")]
    [InlineData("ffn_widths: [768.5]", "not a whole number")]
    [InlineData("ffn_widths: 768", "a list such as")]
    [InlineData("ffn_widths: []", "has no ffn_widths")]
    [InlineData("kv_heads: [5]", "kv_heads [5] do not fit layer 0, which has 4 key/value heads")]
    [InlineData("kv_heads: [[1, 2]]", "1 lists of kv_heads, but the model has 30 layers")]
    [InlineData("skip: [norm]", "'norm' cannot be skipped")]
    [InlineData("skip: {attention: outer}", "attention is 'outer'")]
    [InlineData("skip: {ffn: [30]}", "skip: ffn names layer 30")]
    [InlineData("bits: [2, 16]", "Use 4, 8 and 16")]
    [InlineData("preset: small", "unknown preset 'small'")]
    [InlineData("widths: [1]", "unknown or misplaced key 'widths'")]
    [InlineData("- 1", "'key: value' pairs")]
    [InlineData("layers: [", "not valid YAML")]
    [InlineData("", "0 YAML documents")]
    [InlineData("[[[[[[[[[[[[[[", "nested deeper")]
    public void Faulty_files_are_refused_with_the_reason(string yaml, string reason)
    {
        var message = Assert.Throws<UsageException>(() => SearchSpace.Parse(yaml, Models.SmolLm2, "space.yaml")).Message;

        Assert.StartsWith("space.yaml", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_missing_file_names_the_presets() =>
        Assert.Contains("free, free-bits, free-layers, paper", Assert.Throws<UsageException>(() => SearchSpace.Load("nowhere.yaml", Models.SmolLm2)).Message, StringComparison.Ordinal);

    [Fact]
    public void Random_text_gives_a_space_or_our_error() => Gen.OneOf(
            Gen.String[0, 60],
            Gen.Char["layersffn_widths: counts[]{},.0123456789-&*!|>'\"\\%@`#?\n\t "].Array[0, 60].Select(text => new string(text)))
        .Sample(yaml =>
        {
            try
            {
                SearchSpace.Parse(yaml, Models.SmolLm2);
            }
            catch (LlamaNasException)
            {
            }
        });
}

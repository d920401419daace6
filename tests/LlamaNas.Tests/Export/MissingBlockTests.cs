using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Export;

/// <summary>Networks with fewer heads, and without attention or feed-forward blocks, in each format.</summary>
public sealed class MissingBlockTests : IDisposable
{
    private static readonly SubNetwork Holed = new()
    {
        Layers = [0, 1, 2],
        FeedForwardWidths = [24, 16, 0],
        KeyValueHeads = [0, 1, 2],
        SkipAttention = [true, false, false],
        SkipFeedForward = [false, false, true],
    };

    private readonly TemporaryFolder _folder = new();

    public MissingBlockTests() => TinyParent.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Padded_is_the_network_whose_missing_parts_write_nothing()
    {
        using var network = TinyModels.Network();
        Export(network, Holed, HuggingFaceLayout.Padded);
        using var checkpoint = Checkpoint.Open(_folder["out"]);
        using var alone = SuperNetwork.Load(checkpoint);
        using var reference = TinyModels.Network();
        using (no_grad())
        {
            reference.Parameters[TensorNames.Layer(0, TensorNames.Output)].zero_();
            reference.Parameters[TensorNames.Layer(1, TensorNames.Output)].narrow(1, 8, 8).zero_(); // the second key/value head's two query heads
            reference.Parameters[TensorNames.Layer(1, TensorNames.Down)].narrow(1, 16, 8).zero_();
            reference.Parameters[TensorNames.Layer(2, TensorNames.Down)].zero_();
        }

        Assert.Equal((4, 2), (checkpoint.Config.HeadCount, checkpoint.Config.KeyValueHeadCount));
        Assert.Equal([24, 24, 24], checkpoint.Config.FeedForwardWidths);
        Assert.Equal(
            TinyParent.Logits(reference, SubNetwork.Full(reference.Config)), TinyParent.Logits(alone, SubNetwork.Full(alone.Config)), (expected, actual) => Math.Abs(expected - actual) <= 1e-4);
    }

    [Theory]
    [InlineData(HuggingFaceLayout.RemoteCode, new[] { 24, 16, 0 }, new[] { 0, 1, 2 })]
    [InlineData(HuggingFaceLayout.BlockConfigs, new[] { 256, 256, 0 }, new[] { 2, 2, 2 })] // vLLM's first layer needs attention, and all layers the same heads
    public void Layouts_with_sizes_a_layer_say_what_is_missing(HuggingFaceLayout layout, int[] widths, int[] heads)
    {
        using var network = TinyModels.Network();
        Export(network, Holed, layout);

        using var checkpoint = Checkpoint.Open(_folder["out"]);

        Assert.Equal(widths, checkpoint.Config.FeedForwardWidths);
        Assert.Equal(heads, Heads(checkpoint.Config));
    }

    [Fact]
    public void Block_configs_leave_out_the_attention_of_later_layers()
    {
        using var network = TinyModels.Network();
        Export(network, Holed with { KeyValueHeads = [2, 0, 2], SkipAttention = [false, true, false] }, HuggingFaceLayout.BlockConfigs);

        using var checkpoint = Checkpoint.Open(_folder["out"]);

        Assert.Equal([2, 0, 2], Heads(checkpoint.Config));
        Assert.DoesNotContain(TensorNames.Layer(1, TensorNames.Query), checkpoint.Tensors.Keys);
        Assert.DoesNotContain(TensorNames.Layer(2, TensorNames.Up), checkpoint.Tensors.Keys);
    }

    [Fact]
    public void An_extraction_has_the_exact_sizes()
    {
        using var network = TinyModels.Network();
        SubNetworkExtractor.Write(network, Holed, _folder["parent"], _folder["out"]);

        using var checkpoint = Checkpoint.Open(_folder["out"]);

        Assert.Equal([24, 16, 0], checkpoint.Config.FeedForwardWidths);
        Assert.Equal([0, 1, 2], Heads(checkpoint.Config));
    }

    [Fact]
    public void Fewer_heads_in_every_layer_are_a_plain_smaller_network()
    {
        using var network = TinyModels.Network();
        var narrow = new SubNetwork { Layers = [0, 1, 2], FeedForwardWidths = [16, 16, 16], KeyValueHeads = [1, 1, 1] };
        Export(network, narrow, HuggingFaceLayout.RemoteCode);

        using var checkpoint = Checkpoint.Open(_folder["out"]);

        Assert.Equal((2, 1, 4), (checkpoint.Config.HeadCount, checkpoint.Config.KeyValueHeadCount, checkpoint.Config.HeadSize));
        Assert.Contains("\"LlamaForCausalLM\"", File.ReadAllText(_folder["out/config.json"]), StringComparison.Ordinal);
        Assert.Equal("llama", GgufExporter.Architecture(network.Config, narrow));
    }

    [Fact]
    public void A_gguf_file_leaves_out_attention_and_keeps_a_small_block_of_zeros()
    {
        using var network = TinyModels.Network();
        GgufExporter.Write(network, Holed, TinyVocabulary.Of(40), _folder["out.gguf"], GgufPrecision.Float32);

        var file = LlamaNas.Checkpoints.Gguf.GgufFile.Read(_folder["out.gguf"]);
        using var checkpoint = Checkpoint.Open(_folder["out.gguf"]);

        Assert.Equal([0L, 2, 4], file.Values.Integers("deci.attention.head_count")!);
        Assert.Equal([0L, 1, 2], file.Values.Integers("deci.attention.head_count_kv")!);
        Assert.Equal([24L, 16, 32], file.Values.Integers("deci.feed_forward_length")!);
        Assert.DoesNotContain(file.Tensors, tensor => tensor.Name.StartsWith("blk.0.attn", StringComparison.Ordinal));
        Assert.Equal([0, 1, 2], Heads(checkpoint.Config));
    }

    private void Export(SuperNetwork network, SubNetwork subNetwork, HuggingFaceLayout layout) =>
        HuggingFaceExporter.Write(network, subNetwork, _folder["parent"], _folder["out"], new HuggingFaceOptions { Layout = layout });

    private static IEnumerable<int> Heads(LlamaConfig config) => Enumerable.Range(0, config.LayerCount).Select(config.KeyValueHeadsOf);
}

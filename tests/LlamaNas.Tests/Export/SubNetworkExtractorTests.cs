using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Export;

public sealed class SubNetworkExtractorTests : IDisposable
{
    private static readonly SubNetwork Chosen = new() { Layers = [0, 2], FeedForwardWidths = [16, 24] };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.BFloat16)]
    public void The_extracted_network_gives_the_same_logits_bit_for_bit(ElementType weights)
    {
        using var network = TinyModels.Network(weights);
        Extract(network, Chosen);
        using var checkpoint = Checkpoint.Open(_folder["out"]);
        using var alone = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = weights });

        Assert.Equal(Logits(network, Chosen), Logits(alone, SubNetwork.Full(alone.Config)));
        Assert.Equal(ParameterCount.Of(network.Config, Chosen), checkpoint.Tensors.Values.Sum(tensor => tensor.Length / weights.Bytes()));
    }

    [Fact]
    public void Layers_of_one_width_need_no_entries_of_their_own()
    {
        using var network = TinyModels.Network();
        Extract(network, new SubNetwork { Layers = [0, 1], FeedForwardWidths = [16, 16] });

        var config = File.ReadAllText(Path.Combine(_folder["out"], "config.json"));
        Assert.Contains("\"intermediate_size\": 16", config, StringComparison.Ordinal);
        Assert.DoesNotContain("per_layer_config", config, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 24, "layers[1] is 3, but the model has layers 0 to 2")]
    [InlineData(2, 32, "ffn_widths[1] is 32, but layer 2 of the model has 24 channels")]
    public void A_network_outside_the_model_is_refused(int layer, int width, string reason)
    {
        using var network = TinyModels.Network();

        var message = Assert.Throws<LlamaNasException>(() => Extract(network, new SubNetwork { Layers = [0, layer], FeedForwardWidths = [8, width] })).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_files_is_left_alone()
    {
        using var network = TinyModels.Network();
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(Path.Combine(_folder["out"], "mine.txt"), "mine");

        Assert.Contains("not empty", Assert.Throws<CheckpointException>(() => Extract(network, Chosen)).Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.GetFiles(_folder["out"]).Select(Path.GetFileName));
    }

    [Fact]
    public void The_model_card_tells_sizes_architecture_and_licence()
    {
        using var network = TinyModels.Network();
        TinyParent.Write(_folder);
        _folder.Write("parent/README.md", "---\nlanguage: en\nlicense: llama3.2\n---\nhello\n");
        SubNetworkExtractor.Write(network, Chosen, _folder["parent"], _folder["out"]);

        var card = File.ReadAllText(Path.Combine(_folder["out"], "README.md"));

        Assert.StartsWith("---\nlicense: llama3.2\nbase_model: parent\n", card, StringComparison.Ordinal);
        Assert.Contains("| decoder layers | 2 | 3 |", card, StringComparison.Ordinal);
        Assert.Contains("| feed-forward widths | 16 to 24 | 24 |", card, StringComparison.Ordinal);
        Assert.Contains("""{"layers":[0,2],"ffn_widths":[16,24]}""", card, StringComparison.Ordinal);
    }

    private void Extract(SuperNetwork network, SubNetwork subNetwork)
    {
        TinyParent.Write(_folder);
        SubNetworkExtractor.Write(network, subNetwork, _folder["parent"], _folder["out"]);
    }

    private static float[] Logits(SuperNetwork network, SubNetwork subNetwork) => TinyParent.Logits(network, subNetwork);
}

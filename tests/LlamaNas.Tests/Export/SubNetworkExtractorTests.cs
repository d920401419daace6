using System.Runtime.InteropServices;
using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

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

    private void Extract(SuperNetwork network, SubNetwork subNetwork)
    {
        Directory.CreateDirectory(_folder["parent"]);
        _folder.Write("parent/config.json",
            """
            {"model_type":"llama","hidden_size":16,"intermediate_size":24,"num_hidden_layers":3,"num_attention_heads":4,"num_key_value_heads":2,"head_dim":4,
             "vocab_size":40,"max_position_embeddings":128,"rms_norm_eps":1e-5,"rope_theta":10000,"tie_word_embeddings":true,"torch_dtype":"float32"}
            """);
        SubNetworkExtractor.Write(network, subNetwork, _folder["parent"], _folder["out"]);
    }

    private static float[] Logits(SuperNetwork network, SubNetwork subNetwork)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var pattern = new CausalBatch(1, 6);
        var logits = network.Logits(network.Forward(tensor(new long[] { 1, 5, 9, 3, 3, 38 }), pattern, subNetwork));
        return MemoryMarshal.Cast<byte, float>(TensorLoader.Bytes(logits.to(float32))).ToArray();
    }
}

using System.Text.Json.Nodes;
using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;
using LlamaNas.Tests.Export;

namespace LlamaNas.Tests.Quantization;

public sealed class QuantizedFolderTests : IDisposable
{
    private static readonly SubNetwork Smaller = new() { Layers = [0, 2], FeedForwardWidths = [8, 24] };
    private readonly TemporaryFolder _folder = new();

    public QuantizedFolderTests() => TinyParent.Write(_folder);

    public static TheoryData<LayerFormat> Formats { get; } = [LayerFormat.Int8, LayerFormat.Int8Groups, LayerFormat.Int4Groups];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_loaded_network_computes_what_was_written_bit_for_bit(LayerFormat format)
    {
        using var quantized = Write(format);

        using var checkpoint = Checkpoint.Open(_folder["out"]);
        using var loaded = QuantizedFolder.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });

        Assert.Equal(TinyParent.Logits(quantized, SubNetwork.Full(quantized.Config)), TinyParent.Logits(loaded, SubNetwork.Full(loaded.Config)));
        Assert.Equal([8, 24], checkpoint.Config.FeedForwardWidths);
        Assert.All(checkpoint.Quantization!.Layers, layer => Assert.Equal(format, layer));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_stored_bytes_are_the_counted_bytes(LayerFormat format)
    {
        using var quantized = Write(format);

        using var checkpoint = Checkpoint.Open(_folder["out"]);

        Assert.Equal(
            WeightBytes.Of(checkpoint.Config, SubNetwork.Full(checkpoint.Config), checkpoint.Quantization!), checkpoint.Tensors.Values.Sum(tensor => tensor.Length));
    }

    [Fact]
    public void The_other_files_travel_along()
    {
        using var quantized = Write(LayerFormat.Int8);

        Assert.Equal("{{ messages }}", File.ReadAllText(_folder["out/chat_template.jinja"]));
        Assert.Equal(2, JsonNode.Parse(File.ReadAllText(_folder["out/generation_config.json"]))!["eos_token_id"]!.GetValue<int>());
    }

    [Fact]
    public void Programs_that_do_not_know_the_layout_find_neither_model_type_nor_weights()
    {
        using var quantized = Write(LayerFormat.Int4Groups);

        using var checkpoint = Checkpoint.Open(_folder["out"]);
        Assert.Equal("llama_nas_quantized", JsonNode.Parse(File.ReadAllText(_folder["out/config.json"]))!["model_type"]!.GetValue<string>());
        Assert.DoesNotContain(TensorNames.Layer(0, TensorNames.Query), checkpoint.Tensors.Keys);
        Assert.Contains("model.layers.0.self_attn.q_proj.qweight", checkpoint.Tensors.Keys);
        Assert.Contains("quantized (int4_groups)", Assert.Throws<LlamaNasException>(() => SuperNetwork.Load(checkpoint)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_of_several_formats_are_stored_each_in_its_own()
    {
        using var network = TinyModels.Network(ElementType.BFloat16);
        var options = new QuantizationOptions { Format = LayerFormat.Dense };
        using var quantized = NetworkQuantizer.Quantize(network, Smaller with { Bits = [4, 16] }, options);
        QuantizedFolder.Write(quantized, options, _folder["parent"], _folder["out"]);

        using var checkpoint = Checkpoint.Open(_folder["out"]);
        using var loaded = QuantizedFolder.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });

        Assert.Equal([LayerFormat.Int4Groups, LayerFormat.Dense], checkpoint.Quantization!.Layers);
        Assert.Equal("dense+int4_groups", checkpoint.Quantization.Name);
        Assert.Equal(TinyParent.Logits(quantized, SubNetwork.Full(quantized.Config)), TinyParent.Logits(loaded, SubNetwork.Full(loaded.Config)));
    }

    [Theory]
    [InlineData("layers", """["int8"]""", "names 1 formats, but the network has 2 layers")]
    [InlineData("layers", """["int8","int3"]""", "must be one of dense, int8, int8_groups, int4_groups")]
    [InlineData("group_size", "48", "must be a multiple of 32")]
    [InlineData("format", "\"llama-nas-9\"", "reads llama-nas-1")]
    public void A_configuration_that_does_not_fit_is_refused(string field, string value, string reason)
    {
        using var quantized = Write(LayerFormat.Int8);
        var config = JsonNode.Parse(File.ReadAllText(_folder["out/config.json"]))!;
        config["quantization"]![field] = JsonNode.Parse(value);
        File.WriteAllText(_folder["out/config.json"], config.ToJsonString());

        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder["out"])).Message, StringComparison.Ordinal);
    }

    private SuperNetwork Write(LayerFormat format)
    {
        using var network = TinyModels.Network(ElementType.BFloat16);
        var options = new QuantizationOptions { Format = format };
        var quantized = NetworkQuantizer.Quantize(network, Smaller, options);
        QuantizedFolder.Write(quantized, options, _folder["parent"], _folder["out"]);
        return quantized;
    }
}

using System.Text.Json.Nodes;
using CsCheck;
using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Networks;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Export;

public sealed class HuggingFaceExporterTests : IDisposable
{
    private static readonly SubNetwork Mixed = new() { Layers = [0, 2], FeedForwardWidths = [10, 24] };
    private static readonly SubNetwork Alike = new() { Layers = [0, 2], FeedForwardWidths = [10, 10] };
    private readonly TemporaryFolder _folder = new();

    public HuggingFaceExporterTests() => TinyParent.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(HuggingFaceLayout.Padded, "LlamaForCausalLM", "llama", 24, 24)]
    [InlineData(HuggingFaceLayout.BlockConfigs, "DeciLMForCausalLM", "nemotron-nas", 256, 256)]
    [InlineData(HuggingFaceLayout.RemoteCode, "LlamaNasForCausalLM", "nemotron-nas", 10, 24)]
    public void Each_layout_reads_back_as_the_same_function(HuggingFaceLayout layout, string architecture, string modelType, params int[] stored)
    {
        using var network = TinyModels.Network();

        var config = Export(network, Mixed, layout);

        using var checkpoint = Checkpoint.Open(_folder["out"]);
        using var alone = SuperNetwork.Load(checkpoint);
        Assert.Equal((architecture, modelType), (config["architectures"]![0]!.GetValue<string>(), config["model_type"]!.GetValue<string>()));
        Assert.Equal(stored, checkpoint.Config.FeedForwardWidths);
        Assert.Equal(TinyParent.Logits(network, Mixed), TinyParent.Logits(alone, SubNetwork.Full(alone.Config)), (expected, actual) => Math.Abs(expected - actual) <= 1e-4);
    }

    [Theory]
    [InlineData(HuggingFaceLayout.Padded)]
    [InlineData(HuggingFaceLayout.BlockConfigs)]
    [InlineData(HuggingFaceLayout.RemoteCode)]
    public void Layers_of_one_size_are_plain_in_every_layout(HuggingFaceLayout layout)
    {
        using var network = TinyModels.Network();

        var config = Export(network, Alike, layout);

        Assert.Equal(("LlamaForCausalLM", "llama", 10), (config["architectures"]![0]!.GetValue<string>(), config["model_type"]!.GetValue<string>(), config["intermediate_size"]!.GetValue<int>()));
        Assert.All(["block_configs", "auto_map", "per_layer_config"], field => Assert.False(config.ContainsKey(field)));
        Assert.False(File.Exists(_folder["out/modeling_llama_nas.py"]));
    }

    [Fact]
    public void Block_configs_say_widths_as_multipliers_and_the_code_lies_beside()
    {
        using var network = TinyModels.Network();

        var config = Export(network, Mixed, HuggingFaceLayout.BlockConfigs);

        var block = config["block_configs"]![0]!;
        Assert.Equal((24.0, false), (block["ffn"]!["ffn_mult"]!.GetValue<double>(), block["ffn"]!["no_op"]!.GetValue<bool>())); // 3 * 256 / (2 * 16)
        Assert.Equal(2, block["attention"]!["n_heads_in_group"]!.GetValue<int>());
        Assert.Equal("modeling_llama_nas.LlamaNasForCausalLM", config["auto_map"]!["AutoModelForCausalLM"]!.GetValue<string>());
        Assert.True(File.Exists(_folder["out/modeling_llama_nas.py"]));
    }

    [Fact]
    public void Remote_code_also_says_widths_in_transformers_own_words()
    {
        using var network = TinyModels.Network();

        var config = Export(network, Mixed, HuggingFaceLayout.RemoteCode);

        Assert.Equal("""{"0":{"intermediate_size":10},"1":{"intermediate_size":24}}""", config["per_layer_config"]!.ToJsonString());
        Assert.False(config["block_configs"]![0]!["ffn"]!.AsObject().ContainsKey("ffn_mult"));
    }

    [Fact]
    public void Every_expressible_width_is_what_its_multiplier_says() =>
        Gen.Select(Gen.Int[1, 128], Gen.Int[1, 4096]).Sample((steps, hidden) => BlockConfigs.Width(BlockConfigs.Multiplier(256 * steps, hidden), hidden) == 256 * steps);

    [Theory]
    [InlineData(256, 256)]
    [InlineData(257, 512)]
    [InlineData(5504, 5632)]
    public void A_width_between_two_multiples_is_filled_to_the_next(int width, int expected) => Assert.Equal(expected, BlockConfigs.Expressible(width));

    [Fact]
    public void Weights_above_the_limit_are_split_with_an_index()
    {
        using var network = TinyModels.Network();
        HuggingFaceExporter.Write(network, Mixed, _folder["parent"], _folder["out"], new HuggingFaceOptions { LargestFileBytes = 4000 });

        var index = JsonNode.Parse(File.ReadAllText(_folder["out/model.safetensors.index.json"]))!;
        var files = Directory.GetFiles(_folder["out"], "*.safetensors");
        using var checkpoint = Checkpoint.Open(_folder["out"]);
        using var alone = SuperNetwork.Load(checkpoint);

        Assert.InRange(files.Length, 3, 20);
        Assert.Contains(files, file => Path.GetFileName(file) == $"model-00001-of-{files.Length:D5}.safetensors");
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 4000 + 2000)); // headers are not counted
        Assert.Equal(checkpoint.Tensors.Values.Sum(tensor => tensor.Length), index["metadata"]!["total_size"]!.GetValue<long>());
        Assert.Equal(TinyParent.Logits(network, Mixed), TinyParent.Logits(alone, SubNetwork.Full(alone.Config)), (expected, actual) => Math.Abs(expected - actual) <= 1e-4);
    }

    [Fact]
    public void What_belongs_to_the_model_travels_along()
    {
        using var network = TinyModels.Network();
        Export(network, Mixed, HuggingFaceLayout.Padded);

        Assert.All(["generation_config.json", "chat_template.jinja", "LICENSE"], name => Assert.Equal(File.ReadAllText(_folder[$"parent/{name}"]), File.ReadAllText(_folder[$"out/{name}"])));
        Assert.Contains("{\"format\":\"pt\"}", File.ReadAllText(_folder["out/model.safetensors"])[..200], StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_card_tells_the_story()
    {
        using var network = TinyModels.Network();
        var story = new ModelCardStory([new("tasks", "arc_easy"), new("seed", "1")], [new("accuracy, arc_easy, test split", "50.0 % [45.0, 55.0]", "49.0 % [44.0, 54.0]", "-1.0 [-2.0, 0.1]")], ["llama-nas export --run a.db"]);
        HuggingFaceExporter.Write(network, Mixed, _folder["parent"], _folder["out"], new HuggingFaceOptions { Story = story });

        var card = File.ReadAllText(_folder["out/README.md"]);

        Assert.Contains("license: apache-2.0", card, StringComparison.Ordinal);
        Assert.Contains("| parameters as stored, with zeros |", card, StringComparison.Ordinal);
        Assert.Contains("| accuracy, arc_easy, test split | 50.0 % [45.0, 55.0] | 49.0 % [44.0, 54.0] | -1.0 [-2.0, 0.1] |", card, StringComparison.Ordinal);
        Assert.Contains("| tasks | arc_easy |", card, StringComparison.Ordinal);
        Assert.Contains("llama-nas export --run a.db", card, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_of_an_export_forgets_the_first_one_s_layout()
    {
        using var network = TinyModels.Network();
        Export(network, Mixed, HuggingFaceLayout.BlockConfigs);
        using var checkpoint = Checkpoint.Open(_folder["out"]);
        using var stored = SuperNetwork.Load(checkpoint);

        HuggingFaceExporter.Write(stored, SubNetwork.Full(stored.Config), _folder["out"], _folder["again"]);

        var config = Json("again");
        Assert.Equal("llama", config["model_type"]!.GetValue<string>());
        Assert.All(["block_configs", "auto_map"], field => Assert.False(config.ContainsKey(field)));
    }

    [Fact]
    public void A_cancelled_export_leaves_no_folder()
    {
        using var network = TinyModels.Network();

        Assert.Throws<OperationCanceledException>(() =>
            HuggingFaceExporter.Write(network, Mixed, _folder["parent"], _folder["out"], cancellationToken: new CancellationToken(canceled: true)));
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Theory]
    [InlineData("""[{"attention":{"n_heads_in_group":2},"ffn":{"intermediate_size":8}}]""", "block_configs has 1 entries, but num_hidden_layers is 2")]
    [InlineData("""[{"attention":{"n_heads_in_group":2}},{"attention":{"n_heads_in_group":2}}]""", "has no 'ffn'")]
    [InlineData("""[{"attention":{"n_heads_in_group":2},"ffn":{"intermediate_size":8}},{"attention":{"n_heads_in_group":4},"ffn":{"intermediate_size":8}}]""", "4 of 4 heads share a key/value head in one layer, 2 in another")]
    [InlineData("""[{"attention":{"replace_with_linear":true}},{}]""", "replaces 'attention' with a linear map")]
    [InlineData("""[{"attention":{"n_heads_in_group":2},"ffn":{"ffn_mult":1e9}},{"attention":{"n_heads_in_group":2},"ffn":{"ffn_mult":1}}]""", "ffn_mult 1000000000 is larger than 64")]
    public void Damaged_block_configs_are_refused(string blocks, string reason)
    {
        var config = JsonNode.Parse(File.ReadAllText(_folder["parent/config.json"]))!;
        (config["block_configs"], config["num_hidden_layers"]) = (JsonNode.Parse(blocks), 2);

        var message = Assert.Throws<CheckpointException>(() => LlamaConfigFile.Parse(System.Text.Encoding.UTF8.GetBytes(config.ToJsonString()), "config.json")).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    private JsonObject Export(SuperNetwork network, SubNetwork subNetwork, HuggingFaceLayout layout)
    {
        HuggingFaceExporter.Write(network, subNetwork, _folder["parent"], _folder["out"], new HuggingFaceOptions { Layout = layout });
        return Json("out");
    }

    private JsonObject Json(string folder) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder[folder], "config.json")))!.AsObject();
}

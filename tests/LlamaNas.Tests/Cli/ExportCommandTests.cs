using System.Text.Json;
using LlamaNas.Checkpoints;
using LlamaNas.Tests.Export;

namespace LlamaNas.Tests.Cli;

public sealed class ExportCommandTests : IDisposable
{
    private const string Model = "src/LlamaNas.Cli/Quickstart/model";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sub_network_becomes_a_gguf_file_and_json_says_what_it_is()
    {
        var architecture = _folder.Write("mixed.json", """{"layers":[0,2],"ffn_widths":[64,96]}""");

        var result = await LlamaNasProcess.RunAsync(
            "export", "--model", Model, "--format", "gguf", "--architecture", architecture, "--precision", "q8_0", "--output", _folder["mixed.gguf"], "--json");

        Assert.Equal(0, result.ExitCode);
        var told = JsonDocument.Parse(result.StandardOutput).RootElement;
        Assert.Equal(("deci", "q8_0", 2), (told.GetProperty("architecture").GetString(), told.GetProperty("precision").GetString(), told.GetProperty("layers").GetInt32()));
        Assert.Equal(new FileInfo(_folder["mixed.gguf"]).Length, told.GetProperty("bytes").GetInt64());
        Assert.Equal([64, 96], (object[])GgufFile.Read(_folder["mixed.gguf"]).Metadata["deci.feed_forward_length"]);
    }

    [Fact]
    public async Task A_network_of_one_width_becomes_a_folder_that_loads()
    {
        var architecture = _folder.Write("narrow.json", """{"layers":[0,2],"ffn_widths":[64,64]}""");

        var result = await LlamaNasProcess.RunAsync(
            "export", "--model", Model, "--format", "huggingface", "--architecture", architecture, "--precision", "float16", "--output", _folder["narrow"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("LlamaForCausalLM, float16, 2 layers", result.StandardOutput, StringComparison.Ordinal);
        using var checkpoint = Checkpoint.Open(_folder["narrow"]);
        Assert.Equal([64, 64], checkpoint.Config.FeedForwardWidths);
        Assert.All(checkpoint.Tensors.Values, tensor => Assert.Equal(ElementType.Float16, tensor.ElementType));
    }

    [Theory]
    [InlineData(null, "LlamaForCausalLM", 96, 96)]
    [InlineData("block-configs", "DeciLMForCausalLM", 256, 256)]
    [InlineData("remote-code", "LlamaNasForCausalLM", 64, 96)]
    public async Task Widths_that_differ_leave_in_the_chosen_layout(string? layout, string architecture, params int[] stored)
    {
        var file = _folder.Write("mixed.json", """{"layers":[0,2],"ffn_widths":[64,96]}""");

        var result = await LlamaNasProcess.RunAsync(
            ["export", "--model", Model, "--format", "huggingface", "--architecture", file, "--output", _folder["mixed"], .. layout is null ? Array.Empty<string>() : ["--layout", layout]]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(architecture, result.StandardOutput, StringComparison.Ordinal);
        using var checkpoint = Checkpoint.Open(_folder["mixed"]);
        Assert.Equal(stored, checkpoint.Config.FeedForwardWidths);
        Assert.True(File.Exists(_folder["mixed/tokenizer.json"]));
    }

    [Theory]
    [InlineData("--precision q8_0: only gguf files hold it", "--format", "huggingface", "--precision", "q8_0")]
    [InlineData("--layout: a gguf file has one layout", "--format", "gguf", "--layout", "padded")]
    [InlineData("Unknown layout 'wide'", "--format", "huggingface", "--layout", "wide")]
    public async Task Options_that_do_not_fit_together_are_refused(string reason, params string[] arguments)
    {
        var result = await LlamaNasProcess.RunAsync(["export", "--model", Model, "--output", _folder["out"], .. arguments]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(reason, result.StandardError, StringComparison.Ordinal);
        Assert.False(Path.Exists(_folder["out"]));
    }
}

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

    [Fact]
    public async Task Widths_that_differ_are_refused_for_transformers()
    {
        var architecture = _folder.Write("mixed.json", """{"layers":[0,2],"ffn_widths":[64,96]}""");

        var result = await LlamaNasProcess.RunAsync("export", "--model", Model, "--format", "huggingface", "--architecture", architecture, "--output", _folder["mixed"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("differ between layers (64, 96)", result.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["mixed"]));
    }
}

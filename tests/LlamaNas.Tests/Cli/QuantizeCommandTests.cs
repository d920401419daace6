using System.Text.Json;
using LlamaNas.Checkpoints;

namespace LlamaNas.Tests.Cli;

public sealed class QuantizeCommandTests : IDisposable
{
    private const string Model = "src/LlamaNas.Cli/Quickstart/model";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_quantized_folder_says_its_size_and_can_be_evaluated()
    {
        var calibration = _folder.Write("text.txt", string.Join(' ', Enumerable.Range(0, 3000).Select(number => $"word {number % 50}")));

        var written = await LlamaNasProcess.RunAsync(
            "quantize", "--model", Model, "--precision", "int4", "--method", "gptq", "--calibration", calibration, "--output", _folder["small"], "--json");

        Assert.Equal((0, ""), (written.ExitCode, written.StandardError));
        using var checkpoint = Checkpoint.Open(_folder["small"]);
        var told = JsonDocument.Parse(written.StandardOutput).RootElement;
        Assert.Equal(checkpoint.Tensors.Values.Sum(tensor => tensor.Length), told.GetProperty("bytes").GetInt64());
        Assert.Equal("gptq", checkpoint.Quantization!.Method);
        Assert.True(File.Exists(_folder["small/tokenizer.json"]));

        _folder.Write("wikitext2_test.txt", " = Title = \n\n some words that follow one another . \n");
        var scored = await LlamaNasProcess.RunAsync("evaluate", "--model", _folder["small"], "--tasks", "wikitext", "--data", _folder.Path);
        Assert.Equal("int4_groups", JsonDocument.Parse(scored.StandardOutput).RootElement.GetProperty("precision").GetString());
    }

    [Theory]
    [InlineData("Use int8 or int4", "--precision", "int2")]
    [InlineData("Use nearest, gptq or smooth", "--precision", "int8", "--method", "magic")]
    [InlineData("Use 32, 64 or 128", "--precision", "int4", "--group-size", "48")]
    [InlineData("Give text with --calibration FILE", "--precision", "int4", "--method", "gptq")]
    [InlineData("Smoothing serves INT8 activations", "--precision", "int4", "--method", "smooth")]
    public async Task What_does_not_fit_together_is_refused(string reason, params string[] arguments)
    {
        var result = await LlamaNasProcess.RunAsync(["quantize", "--model", Model, "--output", _folder["out"], .. arguments]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(reason, result.StandardError, StringComparison.Ordinal);
        Assert.False(Path.Exists(_folder["out"]));
    }

    [Fact]
    public async Task A_quantized_model_is_not_exported()
    {
        await LlamaNasProcess.RunAsync("quantize", "--model", Model, "--precision", "int8", "--output", _folder["small"]);

        var result = await LlamaNasProcess.RunAsync("export", "--model", _folder["small"], "--format", "gguf", "--output", _folder["small.gguf"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the weights are quantized (int8)", result.StandardError, StringComparison.Ordinal);
    }
}

using LlamaNas.Checkpoints;
using LlamaNas.Tests;
using LlamaNas.Tests.Cli;

namespace LlamaNas.AcceptanceTests.Cli;

/// <summary>Exports of a real model, killed with SIGKILL while weights are written, and repeated.</summary>
public sealed class KilledExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("huggingface", "model.safetensors.partial")]
    [InlineData("gguf", null)]
    public async Task A_killed_export_leaves_nothing_that_looks_whole(string format, string? inside)
    {
        var output = _folder["out"];
        var growing = inside is null ? $"{output}.partial" : Path.Combine($"{output}.partial", inside);
        string[] export = ["export", "--model", SharedFolder.SmolLm2(), "--format", format, "--precision", "float32", "--output", output];

        Assert.True(await LlamaNasProcess.KillWhenAsync(() => File.Exists(growing) && new FileInfo(growing).Length > 1_000_000, export), "ended before it could be killed");

        Assert.False(Path.Exists(output));
        if (inside is not null)
            Assert.Throws<CheckpointException>(() => Checkpoint.Open($"{output}.partial").Dispose());
        Assert.Equal(0, (await LlamaNasProcess.RunAsync(export)).ExitCode);
        Assert.True(Path.Exists(output));
        Assert.False(Path.Exists($"{output}.partial"));
    }
}

using CliWrap.Buffered;
using LlamaNas.Tests.Cli;

namespace LlamaNas.AcceptanceTests.Cli;

/// <summary>A disk that fills up: one line that says so, exit code 1, and nothing computed is lost.</summary>
public sealed class DiskFullTests : IDisposable
{
    private readonly TinyModelFolder _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task A_search_goes_on_once_there_is_space()
    {
        await using var mount = await SmallMount.CreateAsync(kilobytes: 140);

        var full = await LlamaNasProcess.RunAsync(Search(mount["run.db"]));
        await mount.GrowAsync(kilobytes: 20_000);
        var resumed = await LlamaNasProcess.RunAsync(Search(mount["run.db"]));
        var undisturbed = await LlamaNasProcess.RunAsync(Search(_tiny["whole.db"]));

        ExplainsTheFullDisk(full);
        Assert.True(resumed.ExitCode == 0 && undisturbed.ExitCode == 0, resumed.StandardError);
        Assert.Equal(await FrontAsync(_tiny["whole.db"]), await FrontAsync(mount["run.db"]));
    }

    [Fact]
    public async Task A_fine_tuning_goes_on_once_there_is_space()
    {
        await using var mount = await SmallMount.CreateAsync(kilobytes: 30_000);

        var full = await LlamaNasProcess.RunAsync(FineTune(mount["tuned"]));
        await mount.GrowAsync(kilobytes: 300_000);
        var resumed = await LlamaNasProcess.RunAsync(FineTune(mount["tuned"]));

        ExplainsTheFullDisk(full);
        Assert.True(resumed.ExitCode == 0, resumed.StandardError);
    }

    [Fact]
    public async Task An_extraction_leaves_no_folder_that_looks_whole()
    {
        await using var mount = await SmallMount.CreateAsync(kilobytes: 1_000);
        await File.WriteAllTextAsync(_tiny["network.json"], """{"layers":[0,3,7],"ffn_widths":[512,512,512]}""");

        var full = await LlamaNasProcess.RunAsync("extract", "--model", _tiny["model"], "--architecture", _tiny["network.json"], "--output", mount["smaller"]);

        ExplainsTheFullDisk(full);
        Assert.False(Directory.Exists(mount["smaller"]));
    }

    private static void ExplainsTheFullDisk(BufferedCommandResult result)
    {
        Assert.True(result.ExitCode == 1, $"{result.ExitCode}: {result.StandardError}");
        var message = result.StandardError.TrimEnd().Split('\n')[^1];
        Assert.StartsWith("llama-nas: ", message, StringComparison.Ordinal);
        Assert.Contains("space", message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.StandardError, StringComparison.Ordinal);
    }

    private string[] Search(string store) =>
    [
        "search", "--model", _tiny["model"], "--space", _tiny["tiny-space.yaml"], "--tasks", _tiny["tasks/tiny_arc.yaml"], "--data", _tiny["data"],
        "--objectives", "accuracy,parameters", "--budget", "30", "--population", "10", "--seed", "3", "--limit", "60", "--run", store,
    ];

    private string[] FineTune(string output) =>
    [
        "finetune", "--model", _tiny["model"], "--data", _tiny["data/alpaca_tiny.jsonl"], "--space", _tiny["tiny-space.yaml"], "--output", output,
        "--steps", "6", "--tokens-per-batch", "256", "--accumulation", "1", "--checkpoint-every-steps", "2", "--held-out", "0.01",
    ];

    private static async Task<string> FrontAsync(string store) => (await LlamaNasProcess.RunAsync("front", "--run", store, "--json")).StandardOutput;
}

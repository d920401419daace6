using LlamaNas.Runs;
using LlamaNas.Tests.Cli;

namespace LlamaNas.AcceptanceTests.Cli;

/// <summary>Commands killed with SIGKILL, and repeated.</summary>
public sealed class KilledRunTests : IDisposable
{
    private readonly TinyModelFolder _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("linas")]
    [InlineData("nsga2")]
    [InlineData("linas", "--racing")]
    public async Task A_search_killed_twice_ends_with_the_undisturbed_front(string algorithm, params string[] more)
    {
        Extent.SkipUnless(algorithm == "linas");
        Assert.Equal(0, (await LlamaNasProcess.RunAsync([.. Search(algorithm, "whole.db"), .. more])).ExitCode);
        foreach (var evaluated in new[] { 3, 11 })
            Assert.True(await LlamaNasProcess.KillWhenAsync(() => Stored("killed.db") >= evaluated, [.. Search(algorithm, "killed.db"), .. more]), "ended before it could be killed");
        var kept = Stored("killed.db");

        Assert.Equal(0, (await LlamaNasProcess.RunAsync([.. Search(algorithm, "killed.db"), .. more])).ExitCode);

        Assert.InRange(kept, 11, 20);
        Assert.Equal(await FrontAsync("whole.db"), await FrontAsync("killed.db"));
    }

    [Theory]
    [InlineData("--strategy", "Alternate")]
    [InlineData("--strategy", "Alternate", "--distillation-weight", "0.5", "--sampling", "SizeSpread")]
    [InlineData("--strategy", "Sandwich", "--random-per-step", "1")]
    [InlineData("--strategy", "Sandwich", "--distillation-weight", "0.5", "--activations", "Recompute")]
    [InlineData("--strategy", "Alternate", "--lora-rank", "4")]
    public async Task A_fine_tuning_killed_at_any_moment_ends_with_the_same_losses(params string[] strategy)
    {
        Extent.SkipUnless(strategy.Length > 4 || strategy.Contains("--lora-rank"));
        Assert.Equal(0, (await LlamaNasProcess.RunAsync([.. FineTune("whole"), .. strategy])).ExitCode);
        var log = _tiny["killed/training-log.jsonl"];
        Assert.True(await LlamaNasProcess.KillWhenAsync(() => File.Exists(log) && File.ReadLines(log).Count() >= 8, [.. FineTune("killed"), .. strategy]), "ended before it could be killed");

        Assert.Equal(0, (await LlamaNasProcess.RunAsync([.. FineTune("killed"), .. strategy])).ExitCode);

        Assert.Equal(Losses("whole"), Losses("killed"));
        Assert.Equal(File.ReadAllBytes(_tiny["whole/model/model.safetensors"]), File.ReadAllBytes(_tiny["killed/model/model.safetensors"]));
    }

    [Fact]
    public async Task A_fine_tuning_into_a_folder_that_another_process_trains_into_is_refused()
    {
        using var other = new FileStream(_tiny["shared.lock"], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);

        var refused = await LlamaNasProcess.RunAsync(FineTune("shared"));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("another process is writing", refused.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_tiny["shared/model"]));
    }

    private string[] Search(string algorithm, string store) =>
    [
        "search", "--model", _tiny["model"], "--space", _tiny["tiny-space.yaml"], "--tasks", _tiny["tasks/tiny_arc.yaml"], "--data", _tiny["data"],
        "--objectives", "accuracy,parameters", "--algorithm", algorithm, "--budget", "24", "--population", "8", "--seed", "3", "--limit", "60", "--run", _tiny[store],
    ];

    private string[] FineTune(string output) =>
    [
        "finetune", "--model", _tiny["model"], "--data", _tiny["data/alpaca_tiny.jsonl"], "--space", _tiny["tiny-space.yaml"], "--output", _tiny[output],
        "--steps", "14", "--tokens-per-batch", "512", "--accumulation", "1", "--checkpoint-every-steps", "3", "--held-out", "0.01",
    ];

    private int Stored(string store)
    {
        if (!File.Exists(_tiny[store]))
            return 0;
        try
        {
            using var run = RunStore.OpenExisting(_tiny[store]);
            return run.Candidates().Count;
        }
        catch (LlamaNasException)
        {
            return 0; // not set up yet
        }
    }

    private async Task<string> FrontAsync(string store) => (await LlamaNasProcess.RunAsync("front", "--run", _tiny[store], "--json")).StandardOutput;

    private string[] Losses(string folder) => File.ReadAllLines(_tiny[$"{folder}/training-log.jsonl"]);
}

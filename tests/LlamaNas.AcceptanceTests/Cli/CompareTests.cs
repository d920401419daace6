using System.Text.Json;
using LlamaNas.Tests.Cli;

namespace LlamaNas.AcceptanceTests.Cli;

/// <summary><c>llama-nas compare</c> and <c>llama-nas analyse</c> on the embedded tiny model.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly TinyModelFolder _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task Baselines_trained_baselines_and_our_front_stand_in_one_table_and_a_repeated_command_computes_nothing()
    {
        await SearchAsync();

        var first = await CompareAsync();
        var rows = await File.ReadAllTextAsync(_tiny["comparison.rows.jsonl"]);
        var second = await CompareAsync();

        Assert.Equal(first, second);
        Assert.Equal(rows, await File.ReadAllTextAsync(_tiny["comparison.rows.jsonl"]));
        var methods = Methods(first);
        Assert.Contains(("full", false), methods);
        Assert.Contains(("last-layers", false), methods);
        Assert.Contains(("last-layers", true), methods);
        Assert.Contains(("flap", false), methods);
        Assert.Contains(("magnitude-2:4", false), methods);
        Assert.Contains(methods, row => row.Method.StartsWith("ours-base:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_size_that_a_method_does_not_reach_is_named_and_the_other_methods_go_on()
    {
        await WriteCalibrationAsync();

        var result = await LlamaNasProcess.RunAsync(
            "compare", "--model", _tiny["model"], "--baselines", "last-layers,flap", "--tasks", _tiny["tasks/tiny_arc.yaml"], "--data", _tiny["data"],
            "--reductions", "20,98", "--limit", "16", "--calibration", _tiny["calibration.txt"], "--output", _tiny["small.json"]);

        Assert.True(result.ExitCode == 0, result.StandardError);
        Assert.Contains("- last-layers: a reduction of 98 %", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains(("flap", false), Methods(await File.ReadAllTextAsync(_tiny["small.json"])));
    }

    [Theory]
    [InlineData("no network is called 'shortgtp'", "--fine-tune-tokens", "1024", "--fine-tune", "shortgtp")]
    [InlineData("no effect without --fine-tune-tokens", "--fine-tune", "flap")]
    [InlineData("--fine-tune-data", "--fine-tune-tokens", "1024", "--fine-tune-data", "nowhere.jsonl")]
    [InlineData("nowhere.db", "--run", "nowhere.db")]
    [InlineData("--calibration-sequences: 0 pieces", "--calibration-sequences", "0")]
    [InlineData("gsm8k has networks write text", "--tasks", "gsm8k")]
    public async Task What_cannot_be_done_is_refused_before_anything_is_pruned(string message, params string[] options)
    {
        await WriteCalibrationAsync();

        var result = await LlamaNasProcess.RunAsync(
            ["compare", "--model", _tiny["model"], "--baselines", "last-layers", "--tasks", _tiny["tasks/tiny_arc.yaml"], "--data", _tiny["data"],
            "--limit", "16", "--calibration", _tiny["calibration.txt"], "--output", _tiny["refused.json"], .. options]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.StandardError, StringComparison.Ordinal);
        Assert.False(File.Exists(_tiny["refused.rows.jsonl"]));
    }

    [Fact]
    public async Task Networks_that_were_scored_before_can_be_trained_later_sparse_ones_too()
    {
        await SearchAsync();
        await CompareAsync();

        var methods = Methods(await CompareAsync("last-layers,magnitude"));

        Assert.Contains(("magnitude-50", true), methods);
        Assert.Contains(("magnitude-2:4", true), methods);
        Assert.DoesNotContain(("flap", true), methods);
    }

    [Fact]
    public async Task Networks_of_a_trained_super_network_are_compared_as_they_are_and_trained_on()
    {
        var tuned = await LlamaNasProcess.RunAsync(
            "finetune", "--model", _tiny["model"], "--data", _tiny["data/alpaca_tiny.jsonl"], "--space", _tiny["tiny-space.yaml"], "--output", _tiny["tuned"], "--steps", "2", "--tokens-per-batch", "256", "--held-out", "0.01");
        Assert.True(tuned.ExitCode == 0, tuned.StandardError);
        await SearchAsync("tuned/model");

        var methods = Methods(await CompareAsync("last-layers,ours-tuned"));

        foreach (var (kind, trained) in new[] { ("ours:", true), ("ours-tuned:", true), ("ours-base:", false) })
            Assert.Contains(methods, row => row.Method.StartsWith(kind, StringComparison.Ordinal) && row.Tuned == trained);
        Assert.DoesNotContain(methods, row => row.Method.StartsWith("ours-base:", StringComparison.Ordinal) && row.Tuned);
    }

    [Fact]
    public async Task What_a_search_on_the_ordered_parent_found_stands_for_ours_without_training()
    {
        await WriteCalibrationAsync();
        var ordered = await LlamaNasProcess.RunAsync("order", "--model", _tiny["model"], "--by", "importance", "--calibration", _tiny["calibration.txt"], "--output", _tiny["ordered"]);
        Assert.True(ordered.ExitCode == 0, ordered.StandardError);
        await SearchAsync("ordered");

        var methods = Methods(await CompareAsync());

        Assert.Contains(methods, row => row.Method.StartsWith("ours-base:", StringComparison.Ordinal));
        Assert.DoesNotContain(methods, row => row.Method.StartsWith("ours:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_analysis_scores_fronts_on_the_other_task_and_names_layers_knees_and_the_front_over_all_tasks()
    {
        await SearchAsync();
        await SearchAsync(task: "tiny_winogrande", run: "other.db");
        string[] runs = ["--run", _tiny["run.db"], "--run", _tiny["other.db"]];

        string[] scoring =
        [
            "analyse", .. runs, "--model", _tiny["model"], "--data", _tiny["data"], "--tasks", $"{_tiny["tasks/tiny_arc.yaml"]},{_tiny["tasks/tiny_winogrande.yaml"]}",
            "--members", "2", "--output", _tiny["analysis.json"],
        ];

        var scored = await LlamaNasProcess.RunAsync([.. scoring, "--limit", "16"]);
        var fewer = await LlamaNasProcess.RunAsync([.. scoring, "--limit", "8"]);
        var stored = await LlamaNasProcess.RunAsync(["analyse", .. runs]);

        Assert.True(scored.ExitCode == 0, scored.StandardError);
        Assert.Equal(4, JsonDocument.Parse(await File.ReadAllTextAsync(_tiny["analysis.json"])).RootElement.GetProperty("transfers").GetArrayLength());
        foreach (var heading in new[] { "Which layers the fronts keep", "Knee points", "Do tasks order networks alike?", "Do fronts transfer?", "A front over all tasks" })
            Assert.Contains(heading, stored.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("not scored", stored.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(2, fewer.ExitCode);
        Assert.Contains("was tested on 16 documents of tiny_arc; here are 8", fewer.StandardError, StringComparison.Ordinal);
    }

    private static (string Method, bool Tuned)[] Methods(string comparison) =>
        [.. JsonDocument.Parse(comparison).RootElement.EnumerateArray().Select(row => (row.GetProperty("method").GetString()!, row.GetProperty("tuned").GetBoolean()))];

    private async Task SearchAsync(string model = "model", string task = "tiny_arc", string run = "run.db")
    {
        var result = await LlamaNasProcess.RunAsync(
            "search", "--model", _tiny[model], "--space", _tiny["tiny-space.yaml"], "--tasks", _tiny[$"tasks/{task}.yaml"], "--data", _tiny["data"],
            "--budget", "12", "--population", "6", "--limit", "16", "--run", _tiny[run]);
        Assert.Equal(0, result.ExitCode);
    }

    private async Task<string> CompareAsync(string trained = "last-layers")
    {
        await WriteCalibrationAsync();
        var result = await LlamaNasProcess.RunAsync(
            "compare", "--model", _tiny["model"], "--baselines", "last-layers,flap,magnitude", "--tasks", _tiny["tasks/tiny_arc.yaml"], "--data", _tiny["data"],
            "--reductions", "30", "--limit", "16", "--calibration", _tiny["calibration.txt"], "--run", _tiny["run.db"],
            "--fine-tune-tokens", "2048", "--fine-tune", trained, "--fine-tune-data", _tiny["data/alpaca_tiny.jsonl"], "--output", _tiny["comparison.json"]);
        Assert.True(result.ExitCode == 0, result.StandardError);
        return await File.ReadAllTextAsync(_tiny["comparison.json"]);
    }

    private Task WriteCalibrationAsync() =>
        File.WriteAllTextAsync(_tiny["calibration.txt"], string.Concat(Enumerable.Repeat("the fox eats berries and lives in a cave . the owl is red . ", 400)));
}

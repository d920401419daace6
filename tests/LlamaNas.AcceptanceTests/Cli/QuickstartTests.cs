using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using LlamaNas.Tests;
using LlamaNas.Tests.Cli;
using static TorchSharp.torch;

namespace LlamaNas.AcceptanceTests.Cli;

/// <summary>`llama-nas quickstart`, once, as a user runs it; every test looks at what it left.</summary>
public sealed class QuickstartRun : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public string Output { get; private set; } = "";

    public string this[string relative] => Path.Combine(_folder.Path, relative);

    public async ValueTask InitializeAsync()
    {
        var result = await LlamaNasProcess.RunAsync("quickstart", "--output", _folder.Path);
        Assert.True(result.ExitCode == 0, result.StandardError);
        Output = result.StandardOutput;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class QuickstartTests(QuickstartRun run) : IClassFixture<QuickstartRun>
{
    private const double Chance = (3 * 0.25 + 0.5) / 4;

    [Fact]
    public void The_chosen_network_is_1_5_times_smaller_and_keeps_the_test_accuracy()
    {
        using var store = RunStore.OpenExisting(run["results/tiny_world.db"]);
        var stored = new StoredRun(store);
        var members = stored.Tested();
        var chosen = members.Single(member => member.SubNetwork == stored.Chosen());

        TestContext.Current.TestOutputHelper?.WriteLine(run.Output);
        Assert.True(members[0].Accuracy.Lower > Chance + 0.25, "the full network must be far above chance");
        Assert.True(chosen.SizeRatio >= 1.5);
        Assert.True(chosen.KeepsAccuracy);
        Assert.NotNull(chosen.Int8Accuracy);
    }

    [Fact]
    public void The_extracted_folder_gives_the_super_networks_logits_bit_for_bit()
    {
        using var store = RunStore.OpenExisting(run["results/tiny_world.db"]);
        var chosen = new StoredRun(store).Chosen();
        using var parent = Checkpoint.Open(run["results/fine-tuned/model"]);
        using var extracted = Checkpoint.Open(run["results/tiny_world-extracted"]);

        foreach (var weights in new[] { ElementType.BFloat16, ElementType.Float32 })
        {
            using var network = SuperNetwork.Load(parent, new NetworkOptions { Weights = weights });
            using var alone = SuperNetwork.Load(extracted, new NetworkOptions { Weights = weights });
            Assert.Equal(Logits(network, chosen), Logits(alone, SubNetwork.Full(alone.Config)));
        }
    }

    [Fact]
    public async Task Evaluate_gives_the_extracted_folder_the_scores_of_the_sub_network()
    {
        using (var store = RunStore.OpenExisting(run["results/tiny_world.db"]))
            await File.WriteAllTextAsync(run["chosen.json"], SubNetworkJson.Print(new StoredRun(store).Chosen()));

        var within = await EvaluateAsync("--model", run["results/fine-tuned/model"], "--architecture", run["chosen.json"]);
        var alone = await EvaluateAsync("--model", run["results/tiny_world-extracted"]);

        Assert.Equal(within.GetProperty("tasks").GetRawText(), alone.GetProperty("tasks").GetRawText());
        Assert.Equal(within.GetProperty("parameters").GetInt64(), alone.GetProperty("parameters").GetInt64());
    }

    [Fact]
    public void The_report_is_one_page_that_asks_no_other_host()
    {
        var page = File.ReadAllText(run["results/report.html"]);

        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.Contains("class=\"layers\"", page, StringComparison.Ordinal);
        Assert.Contains("<table", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"http", page, StringComparison.Ordinal);
    }

    private async Task<JsonElement> EvaluateAsync(params string[] model)
    {
        var tasks = string.Join(',', Directory.GetFiles(run["tasks"], "*.yaml").Order(StringComparer.Ordinal));
        var result = await LlamaNasProcess.RunAsync(["evaluate", .. model, "--tasks", tasks, "--data", run["data"], "--limit", 80.ToString(CultureInfo.InvariantCulture)]);
        Assert.True(result.ExitCode == 0, result.StandardError);
        return JsonDocument.Parse(result.StandardOutput[result.StandardOutput.IndexOf('{', StringComparison.Ordinal)..]).RootElement;
    }

    private static float[] Logits(SuperNetwork network, SubNetwork subNetwork)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var pattern = new CausalBatch(1, 12);
        var logits = network.Logits(network.Forward(tensor(new long[] { 1, 5, 9, 3, 3, 38, 400, 77, 8, 900, 21, 12 }), pattern, subNetwork));
        return MemoryMarshal.Cast<byte, float>(TensorLoader.Bytes(logits.to(float32))).ToArray();
    }
}

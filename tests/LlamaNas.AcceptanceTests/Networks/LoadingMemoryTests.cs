using System.Globalization;
using System.Text.RegularExpressions;
using LlamaNas.AcceptanceTests.Cli;
using LlamaNas.Tests;
using LlamaNas.Tests.Cli;

namespace LlamaNas.AcceptanceTests.Networks;

/// <summary>
/// Peak resident memory as the kernel counts it, in processes of their own: a model against its first two layers, so that runtime and tokenizer
/// cancel out.
/// </summary>
public sealed partial class LoadingMemoryTests
{
    [Fact]
    public async Task Loading_takes_at_most_1_1_times_the_checkpoint()
    {
        using var tiny = new TinyModelFolder();
        var (large, small) = (SharedFolder.SmolLm2(), tiny["two-layers"]);
        await File.WriteAllTextAsync(tiny["two-layers.json"], """{"layers":[0,1],"ffn_widths":[1536,1536]}""");
        Assert.Equal(0, (await LlamaNasProcess.RunAsync("extract", "--architecture", tiny["two-layers.json"], "--model", large, "--output", small)).ExitCode);
        string[] task = ["--tasks", tiny["tasks/tiny_arc.yaml"], "--data", tiny["data"], "--limit", "1"];

        var more = await PeakBytesAsync([.. task, "--model", large]) - await PeakBytesAsync([.. task, "--model", small]);

        var ratio = more / (WeightBytes(large) - WeightBytes(small));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ratio:F3} bytes a byte of the checkpoint"));
        Assert.InRange(ratio, 0.9, 1.1);
    }

    private static async Task<double> PeakBytesAsync(string[] arguments)
    {
        var result = await LlamaNasProcess.RunAsync(["evaluate", .. arguments]);
        Assert.True(result.ExitCode == 0, result.StandardError);
        return 1e6 * double.Parse(Peak().Match(result.StandardError).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static double WeightBytes(string folder) => new FileInfo(Path.Combine(folder, "model.safetensors")).Length;

    [GeneratedRegex(@"peak resident memory (\d+) MB")]
    private static partial Regex Peak();
}

using System.Globalization;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Tests;

namespace LlamaNas.AcceptanceTests.Networks;

/// <summary>Resident memory as Linux counts it (<c>/proc/self/status</c>), the peak included.</summary>
public sealed class LoadingMemoryTests
{
    [Fact]
    public void Loading_takes_at_most_1_1_times_the_checkpoint()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        using (SuperNetwork.Random(TinyModels.Config, seed: 1)) { } // the engine itself is loaded before
        var folder = SharedFolder.SmolLm2();
        var bytes = new FileInfo(Path.Combine(folder, "model.safetensors")).Length;
        var before = Resident("VmRSS");
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak starts anew

        using var checkpoint = Checkpoint.Open(folder);
        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });

        var ratio = (double)(Resident("VmHWM") - before) / bytes;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak {ratio:F3} x checkpoint"));
        Assert.InRange(ratio, 0.9, 1.1);
    }

    private static long Resident(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}

using System.Diagnostics;
using System.Text.Json;
using LlamaNas.AcceptanceTests.Cli;
using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tests.Conventions;
using static TorchSharp.torch;

namespace LlamaNas.AcceptanceTests.Export;

/// <summary>
/// The modelling file runs: with Debian's PyTorch (python3-torch), against a stand-in for the part of transformers that it uses
/// (<c>stand_in/transformers</c>); transformers itself is in no registry that the tests reach.
/// </summary>
public sealed class RemoteCodeTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly string Folder = Path.Combine(SourceFiles.Root, "tests/LlamaNas.AcceptanceTests/Export");
    private static readonly SubNetwork Mixed = new() { Layers = [0, 2, 3], FeedForwardWidths = [64, 96, 32] };
    private static readonly SubNetwork Holed = Mixed with { FeedForwardWidths = [64, 96, 0], KeyValueHeads = [0, 1, 2], SkipAttention = [true, false, false], SkipFeedForward = [false, false, true] };
    private static readonly int[] Ids = [1, 5, 9, 3, 3, 38];
    private readonly TinyModelFolder _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void The_modelling_file_is_valid_Python()
    {
        var path = _tiny["modeling.py"];
        File.WriteAllText(path, RemoteCode.Text);

        var (exitCode, _, errors) = Run("-m", "py_compile", path);

        Assert.True(exitCode == 0, errors);
    }

    [Theory]
    [InlineData(HuggingFaceLayout.RemoteCode, false)]
    [InlineData(HuggingFaceLayout.RemoteCode, true)]
    [InlineData(HuggingFaceLayout.BlockConfigs, false)]
    [InlineData(HuggingFaceLayout.BlockConfigs, true)]
    public void The_modelling_file_computes_the_same_logits(HuggingFaceLayout layout, bool lacksBlocks)
    {
        var subNetwork = lacksBlocks ? Holed : Mixed;
        if (Run("-c", "import torch").ExitCode != 0)
            Assert.Skip($"needs PyTorch for {Python}: apt-get install python3-torch");
        using var checkpoint = Checkpoint.Open(_tiny["model"]);
        using var network = SuperNetwork.Load(checkpoint);
        HuggingFaceExporter.Write(network, subNetwork, _tiny["model"], _tiny["out"], new HuggingFaceOptions { Layout = layout });
        HuggingFaceExporter.Write(network, subNetwork, _tiny["model"], _tiny["padded"]);

        var (exitCode, output, errors) = Run(Path.Combine(Folder, "remote_code.py"), _tiny["out"], string.Join(',', Ids));

        Assert.True(exitCode == 0, errors);
        Assert.Equal(Logits(_tiny["padded"]), JsonSerializer.Deserialize<float[]>(output)!, (expected, actual) => Math.Abs(expected - actual) <= 1e-3);
    }

    // Of the last token.
    private static float[] Logits(string folder)
    {
        using var checkpoint = Checkpoint.Open(folder);
        using var network = SuperNetwork.Load(checkpoint);
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var pattern = new CausalBatch(1, Ids.Length);
        return network.Logits(network.Forward(tensor(Ids.Select(id => (long)id).ToArray()), pattern, SubNetwork.Full(network.Config)).narrow(0, Ids.Length - 1, 1)).data<float>().ToArray();
    }

    private static (int ExitCode, string Output, string Errors) Run(params string[] arguments)
    {
        if (!File.Exists(Python))
            Assert.Skip($"needs {Python}");
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONPATH"] = Path.Combine(Folder, "stand_in");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}

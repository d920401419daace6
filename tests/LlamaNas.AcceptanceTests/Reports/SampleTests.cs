using CliWrap;
using CliWrap.Buffered;
using LlamaNas.Tests;
using LlamaNas.Tests.Conventions;

namespace LlamaNas.AcceptanceTests.Reports;

public sealed class SampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_sample_for_readers_of_runs_builds_and_runs()
    {
        using (var run = new SyntheticRun(_folder["arc_easy.db"], "arc_easy", "linas", budget: 20))
            run.Evaluate(20);

        var result = await CliWrap.Cli.Wrap("dotnet").WithArguments(["run", "-c", "Release", "samples/read-run.cs", "--", _folder["arc_easy.db"], _folder["report.html"]])
            .WithWorkingDirectory(SourceFiles.Root).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();

        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
        Assert.StartsWith("20 networks evaluated on arc_easy;", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("<h1>A run</h1>", await File.ReadAllTextAsync(_folder["report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sample_for_notebooks_runs_in_FSharp_Interactive()
    {
        using (var run = new SyntheticRun(_folder["arc_easy.db"], "arc_easy", "linas", budget: 20))
            run.Evaluate(20);

        var result = await CliWrap.Cli.Wrap("dotnet").WithArguments(["fsi", "samples/read-run.fsx", _folder["arc_easy.db"], _folder["frame.html"]])
            .WithWorkingDirectory(SourceFiles.Root).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();

        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
        Assert.Contains("20 networks evaluated on arc_easy;", result.StandardOutput, StringComparison.Ordinal);
        Assert.StartsWith("<iframe title=\"A run\"", await File.ReadAllTextAsync(_folder["frame.html"]), StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using CliWrap;
using CliWrap.Buffered;
using LlamaNas.Tests.Conventions;

namespace LlamaNas.Tests.Cli;

/// <summary>Runs the command line as a user does: as a process of its own.</summary>
internal static class LlamaNasProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "llama-nas.dll");

    /// <summary>Runs to the end.</summary>
    public static Task<BufferedCommandResult> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>Runs to the end, finding other programs only on a given PATH.</summary>
    public static Task<BufferedCommandResult> RunWithPathAsync(string path, params string[] arguments) =>
        RunAsync(new Dictionary<string, string?> { ["PATH"] = path }, arguments);

    /// <summary>Runs to the end with environment variables.</summary>
    public static async Task<BufferedCommandResult> RunAsync(Dictionary<string, string?> environment, params string[] arguments) =>
        await CliWrap.Cli.Wrap("dotnet").WithArguments([Program, .. arguments]).WithWorkingDirectory(SourceFiles.Root).WithEnvironmentVariables(environment)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();

    /// <summary>Starts a process and kills it (SIGKILL) as soon as a condition holds.</summary>
    /// <returns>False where the process ended before.</returns>
    public static async Task<bool> KillWhenAsync(Func<bool> condition, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!process.HasExited && !condition())
            await Task.Delay(20);
        var running = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync();
        return running;
    }
}

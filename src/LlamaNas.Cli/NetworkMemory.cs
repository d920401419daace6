using System.Diagnostics;
using System.Globalization;
using LlamaNas.Measurement;

namespace LlamaNas.Cli;

/// <summary>Memory of a network that is alone in a process: this program, started again.</summary>
internal static class NetworkMemory
{
    /// <summary>The hidden verb that measures.</summary>
    public const string Verb = "measure-memory";

    /// <summary>Bytes in RAM after a request; null where the process did not tell.</summary>
    public static long? Of(string model, Precision precision, LatencyWorkload workload)
    {
        var program = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        string[] arguments =
        [
            .. self, Verb, "--model", model, "--precision", precision.Name(),
            "--prompt-tokens", workload.PromptTokens.ToString(CultureInfo.InvariantCulture), "--written-tokens", workload.WrittenTokens.ToString(CultureInfo.InvariantCulture),
        ];
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && long.TryParse(output, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace LlamaNas.Pipelines.LlamaCpp;

/// <summary>llama.cpp itself, as node-llama-cpp brings it: a prebuilt binary in the user's cache, called through small scripts.</summary>
internal static class NodeLlamaCpp
{
    /// <summary>Version of node-llama-cpp.</summary>
    public const string Version = "3.22.1";

    private const string Need = "llama.cpp is run through node-llama-cpp: it needs Node.js 20 or newer with npm on the PATH (https://nodejs.org), and once the npm registry (85 MB)";
    private static readonly string[] Packages = ["node-llama-cpp", "@node-llama-cpp/linux-x64"];

    /// <summary>Where it is installed.</summary>
    public static string Folder { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "llama-nas-fixtures",
        "node-llama-cpp");

    /// <summary>Installs it where it is missing (85 MB, from the npm registry, once).</summary>
    /// <returns>Null, or why it cannot be had here.</returns>
    public static string? Install()
    {
        var (exitCode, _, errors) = Run("node", ["--version"]);
        if (exitCode != 0)
            return $"{Need}: {errors.Split('\n')[0]}";
        if (Packages.All(name => File.Exists(Path.Combine(Folder, "node_modules", name, "package.json"))))
            return null;

        Directory.CreateDirectory(Folder);
        string[] install = ["install", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--prefix", Folder, .. Packages.Select(name => $"{name}@{Version}")];
        (exitCode, _, errors) = Run("npm", install);
        return exitCode == 0 ? null : $"{Need}: {errors.Split('\n')[0]}";
    }

    /// <summary>Runs a script with the folder of the installation and further arguments.</summary>
    /// <returns>What it wrote to stdout.</returns>
    public static string Script(string script, params string[] arguments)
    {
        var (exitCode, output, errors) = Run("node", [script, Folder, .. arguments]);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{script} ended with {exitCode}: {errors}");
    }

    private static (int ExitCode, string Output, string Errors) Run(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception exception)
        {
            return (-1, "", exception.Message);
        }
    }
}

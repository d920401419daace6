using System.Reflection;

namespace LlamaNas.Sandbox;

/// <summary>The embedded scripts.</summary>
internal static class SandboxScripts
{
    /// <summary>Makes the sandbox's file system.</summary>
    public static string Enter { get; } = Read("enter.sh");

    /// <summary>Runs a program and tells how it ended.</summary>
    public static string Runner { get; } = Read("runner.py");

    /// <summary>A program that passes only where a sandbox holds.</summary>
    public static string Probe { get; } = Read("probe.py");

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"sandbox/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

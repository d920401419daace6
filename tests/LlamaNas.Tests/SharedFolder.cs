using System.Diagnostics;

namespace LlamaNas.Tests;

/// <summary>The folder of real inputs (<c>../shared</c> beside the project's root). Tests that need it are skipped, visibly, where it is absent.</summary>
public static class SharedFolder
{
    /// <summary>Full path of a file or folder in it; skips the running test where it is absent.</summary>
    public static string Find(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", relative);
            if (Path.Exists(path))
                return path;
        }

        Assert.Skip($"needs ../shared/{relative}");
        return "";
    }

    /// <summary>The SmolLM2-135M-Instruct checkpoint folder, unpacked once into the user's cache.</summary>
    public static string SmolLm2()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } configured
            ? configured
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Path.Combine(cache, "llama-nas-fixtures", "smollm2-135m-instruct");
        var script = Find("tools/unpack_model.py");
        if (!File.Exists(Path.Combine(folder, "model.safetensors")))
        {
            using var process = Process.Start(new ProcessStartInfo("python3", [script]) { RedirectStandardOutput = true });
            process?.WaitForExit();
            if (process?.ExitCode != 0)
                Assert.Skip("needs python3 to unpack ../shared/models/smollm2-135m-instruct");
        }

        return folder;
    }
}

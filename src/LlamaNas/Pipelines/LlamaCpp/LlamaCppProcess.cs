using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace LlamaNas.Pipelines.LlamaCpp;

/// <summary>llama.cpp in a process of its own that stays open: requests go in one by one, so that it can take turns with another engine.</summary>
internal sealed class LlamaCppProcess : IDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    /// <summary>Starts it; installs node-llama-cpp first where it is missing.</summary>
    /// <exception cref="LlamaNasException">It cannot be had here.</exception>
    public LlamaCppProcess()
    {
        if (NodeLlamaCpp.Install() is { } reason)
            throw new LlamaNasException(reason);

        _folder = Directory.CreateTempSubdirectory("llama-nas-");
        var script = Path.Combine(_folder.FullName, "llama-cpp.mjs");
        using (var source = Assembly.GetExecutingAssembly().GetManifestResourceStream("llama-cpp/llama-cpp.mjs")!)
        using (var target = File.Create(script))
            source.CopyTo(target);
        _process = Process.Start(new ProcessStartInfo("node", [script, NodeLlamaCpp.Folder]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Asks for a timing; see llama-cpp.mjs.</summary>
    /// <param name="kind">prefill, evaluate, decode or serve.</param>
    /// <param name="model">A GGUF file.</param>
    /// <param name="texts">Token ids of each text, all of one length.</param>
    /// <param name="write">Tokens to write after each.</param>
    public LlamaCppTiming Time(string kind, string model, int[][] texts, int write)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(new { kind, model, texts, write }));
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new LlamaNasException($"llama.cpp ended on {model}; its message is above.");
        return JsonSerializer.Deserialize<LlamaCppTiming>(answer, JsonSerializerOptions.Web)!;
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}

/// <summary>What llama.cpp took.</summary>
/// <param name="Tokens">Tokens that count.</param>
/// <param name="Seconds">Time for them.</param>
/// <param name="ResidentBytes">Memory of the process after it.</param>
internal sealed record LlamaCppTiming(int Tokens, double Seconds, long ResidentBytes)
{
    /// <summary>Seconds a token.</summary>
    public double SecondsPerToken => Seconds / Math.Max(1, Tokens);
}

using System.Diagnostics;
using System.Text.Json;
using LlamaNas.AcceptanceTests.Export;

namespace LlamaNas.Benchmarks;

/// <summary>llama.cpp in a process of its own that stays open: requests go in one by one, so that it can take turns with another engine.</summary>
internal sealed class LlamaCppProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it; installs node-llama-cpp first where it is missing.</summary>
    /// <exception cref="LlamaNasException">It cannot be had here.</exception>
    public LlamaCppProcess()
    {
        if (NodeLlamaCpp.Install() is { } reason)
            throw new LlamaNasException(reason);

        var script = Path.Combine(AppContext.BaseDirectory, "llama-cpp.mjs");
        _process = Process.Start(new ProcessStartInfo("node", [script, NodeLlamaCpp.Folder]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Tokens a second of a work with a model file.</summary>
    public double Rate(string model, EngineWork work, int[] ids)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(new { model, texts = work.Split(ids), write = work.Written }));
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new LlamaNasException($"llama.cpp ended on {model}; its message is above.");
        var timing = JsonSerializer.Deserialize<Timing>(answer, JsonSerializerOptions.Web)!;
        return timing.Tokens / timing.Seconds;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private sealed record Timing(int Tokens, double Seconds);
}

using LlamaNas.Measurement;

namespace LlamaNas.Pipelines.LlamaCpp;

/// <summary>A network in llama.cpp, from a GGUF file.</summary>
/// <param name="process">llama.cpp; stays the caller's.</param>
/// <param name="file">The network.</param>
/// <param name="precision">How the file keeps its numbers.</param>
/// <param name="vocabulary">Number of token ids.</param>
internal sealed class LlamaCppServedNetwork(LlamaCppProcess process, string file, string precision, int vocabulary) : IServedNetwork
{
    /// <inheritdoc/>
    public string Engine => "llama.cpp";

    /// <inheritdoc/>
    public string Precision => precision;

    /// <inheritdoc/>
    public double PrefillSeconds(LatencyWorkload workload) => process.Time("prefill", file, Prompts(workload, 1), workload.WrittenTokens).Seconds;

    /// <inheritdoc/>
    public double DecodeSeconds(LatencyWorkload workload) => process.Time("decode", file, Prompts(workload, 1), workload.WrittenTokens).SecondsPerToken;

    /// <inheritdoc/>
    public double ServingSeconds(LatencyWorkload workload, int requests) => process.Time("serve", file, Prompts(workload, requests), workload.WrittenTokens).SecondsPerToken;

    /// <inheritdoc/>
    public long? ResidentBytes(LatencyWorkload workload)
    {
        using var alone = new LlamaCppProcess();
        return alone.Time("decode", file, Prompts(workload, 1), workload.WrittenTokens).ResidentBytes;
    }

    /// <summary>Nothing to free: the process keeps the file.</summary>
    public void Dispose()
    {
    }

    private int[][] Prompts(LatencyWorkload workload, int requests) =>
        [.. Enumerable.Range(0, requests).Select(request => RequestTiming.Prompt(workload, vocabulary, request))];
}

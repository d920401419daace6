using System.Diagnostics;
using LlamaNas.Inference;
using LlamaNas.Measurement;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>A network in this library's engine.</summary>
internal sealed class OwnServedNetwork : IServedNetwork
{
    private readonly RunnableNetwork _runnable;
    private readonly Func<long?> _residentBytes;

    /// <summary>Loads it.</summary>
    /// <param name="session">The model; must outlive it.</param>
    /// <param name="subNetwork">The network.</param>
    /// <param name="precision">Its precision.</param>
    /// <param name="residentBytes">Measures a process that holds nothing else.</param>
    public OwnServedNetwork(ModelSession session, SubNetwork subNetwork, Precision precision, Func<long?> residentBytes)
    {
        (Precision, _residentBytes) = (precision.Name(), residentBytes);
        _runnable = new RunnableNetwork(session, subNetwork, precision);
    }

    /// <inheritdoc/>
    public string Engine => "own";

    /// <inheritdoc/>
    public string Precision { get; }

    /// <inheritdoc/>
    public double PrefillSeconds(LatencyWorkload workload) => RequestTiming.Prefill(_runnable.Network, _runnable.SubNetwork, workload).TotalSeconds;

    /// <inheritdoc/>
    public double DecodeSeconds(LatencyWorkload workload) => RequestTiming.Decode(_runnable.Network, _runnable.SubNetwork, workload).TotalSeconds;

    /// <inheritdoc/>
    public double ServingSeconds(LatencyWorkload workload, int requests)
    {
        var config = _runnable.Network.Config;
        var prompts = Enumerable.Range(0, requests).Select(request => new Evaluation.GenerationRequest(RequestTiming.Prompt(workload, config.VocabularySize, request), workload.WrittenTokens, [])).ToArray();
        var generator = new GreedyGenerator(_runnable.Network, _runnable.SubNetwork, _ => "", requests) { WritesOn = true };
        var started = Stopwatch.GetTimestamp();
        var texts = generator.Generate(prompts).ToArray();
        return Stopwatch.GetElapsedTime(started).TotalSeconds / Math.Max(1, texts.Sum(text => text.ComputedTokens - workload.PromptTokens + 1));
    }

    /// <inheritdoc/>
    public long? ResidentBytes(LatencyWorkload workload) => _residentBytes();

    /// <summary>Frees what it holds for itself.</summary>
    public void Dispose() => _runnable.Dispose();
}

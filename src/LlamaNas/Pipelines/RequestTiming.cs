using System.Diagnostics;
using LlamaNas.Inference;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Times one request in this library's own engine.</summary>
internal static class RequestTiming
{
    /// <summary>Tokens of a request; what they are does not matter, only that all networks and engines get the same.</summary>
    public static int[] Prompt(LatencyWorkload workload, int vocabulary, int request = 0)
    {
        var random = new Random(request + 1);
        return [.. Enumerable.Range(0, workload.PromptTokens).Select(_ => random.Next(vocabulary))];
    }

    /// <summary>From the whole prompt to the first token.</summary>
    public static TimeSpan Prefill(SuperNetwork network, SubNetwork subNetwork, LatencyWorkload workload)
    {
        var prompt = Prompt(workload, network.Config.VocabularySize);
        using var decoder = new SequenceDecoder(network, subNetwork);
        var started = Stopwatch.GetTimestamp();
        decoder.MostProbable(prompt);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Per token after the first, averaged over those that are written.</summary>
    public static TimeSpan Decode(SuperNetwork network, SubNetwork subNetwork, LatencyWorkload workload)
    {
        using var decoder = new SequenceDecoder(network, subNetwork);
        var token = decoder.MostProbable(Prompt(workload, network.Config.VocabularySize));
        var started = Stopwatch.GetTimestamp();
        for (var written = 1; written < workload.WrittenTokens; written++)
            token = decoder.MostProbable([token]);
        return Stopwatch.GetElapsedTime(started) / (workload.WrittenTokens - 1);
    }
}

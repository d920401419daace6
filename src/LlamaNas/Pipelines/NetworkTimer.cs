using System.Diagnostics;
using LlamaNas.Inference;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Times sub-networks of an opened model in this library's own engine. What the tokens are does not matter to it.</summary>
internal sealed class NetworkTimer : INetworkTimer, IDisposable
{
    private readonly SuperNetwork _network;
    private readonly SuperNetwork? _quantized;
    private readonly LatencyWorkload _workload;
    private readonly int[] _prompt;

    /// <summary>A timer.</summary>
    /// <param name="session">The model; in INT8, the whole of it is rounded once, and sub-networks are views of that.</param>
    /// <param name="workload">The request.</param>
    public NetworkTimer(ModelSession session, LatencyWorkload workload)
    {
        workload.Validate(session.Config.MaximumPositions);
        if (session.Precision == Precision.Int8)
            _quantized = NetworkQuantizer.ToInt8(session.Network, SubNetwork.Full(session.Config));
        (_network, _workload) = (_quantized ?? session.Network, workload);
        var random = new Random(1);
        _prompt = [.. Enumerable.Range(0, workload.PromptTokens).Select(_ => random.Next(session.Config.VocabularySize))];
    }

    /// <inheritdoc/>
    public double PrefillMilliseconds(SubNetwork subNetwork)
    {
        using var decoder = new SequenceDecoder(_network, subNetwork);
        var started = Stopwatch.GetTimestamp();
        decoder.MostProbable(_prompt);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <inheritdoc/>
    public double DecodeMilliseconds(SubNetwork subNetwork)
    {
        using var decoder = new SequenceDecoder(_network, subNetwork);
        var token = decoder.MostProbable(_prompt);
        var started = Stopwatch.GetTimestamp();
        for (var written = 1; written < _workload.WrittenTokens; written++)
            token = decoder.MostProbable([token]);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / (_workload.WrittenTokens - 1);
    }

    /// <summary>Frees the rounded weights.</summary>
    public void Dispose() => _quantized?.Dispose();
}

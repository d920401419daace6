using LlamaNas.Measurement;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Engines that a benchmark may use.</summary>
public enum BenchmarkEngine
{
    /// <summary>This library.</summary>
    Own,

    /// <summary>llama.cpp, from an exported GGUF file.</summary>
    LlamaCpp,
}

/// <summary>What is timed.</summary>
public sealed record BenchmarkSettings
{
    /// <summary>Model folder.</summary>
    public required string Model { get; init; }

    /// <summary>Networks beside the full one, with their names; it always comes first.</summary>
    public EquatableArray<NamedNetwork> Networks { get; init; }

    /// <summary>Precisions. Default bfloat16. llama.cpp takes the nearest that it has: q8_0 for int8, q4_0 for int4.</summary>
    public EquatableArray<Precision> Precisions { get; init; } = [Precision.BFloat16];

    /// <summary>Engines. Default: this library.</summary>
    public EquatableArray<BenchmarkEngine> Engines { get; init; } = [BenchmarkEngine.Own];

    /// <summary>One request.</summary>
    public LatencyWorkload Workload { get; init; } = new();

    /// <summary>Requests that are served together. Default 8.</summary>
    public int Requests { get; init; } = 8;

    /// <summary>Rounds that count. Default 5.</summary>
    public int Rounds { get; init; } = LatencyProbe.DefaultRounds;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UsageException">The first number out of range.</exception>
    public void Validate()
    {
        if (Requests < 1)
            throw new UsageException($"benchmark: {Requests} requests together. Use at least 1.");
        if (Rounds < 1)
            throw new UsageException($"benchmark: {Rounds} rounds. Use at least 1.");
        if (Precisions.Contains(Precision.Float32) && Precisions.Count > 1)
            throw new UsageException("benchmark: float32 beside other precisions needs the weights twice. Benchmark it alone.");
    }
}

/// <summary>A network and what it is called.</summary>
/// <param name="Name">For tables.</param>
/// <param name="Network">The network.</param>
public sealed record NamedNetwork(string Name, SubNetwork Network);

/// <summary>A row of a benchmark.</summary>
/// <param name="Network">The network.</param>
/// <param name="Engine">Engine that ran it.</param>
/// <param name="Precision">How it kept the numbers.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Result">What was measured; ratios are against the full network in the same engine and precision.</param>
public sealed record BenchmarkRow(NamedNetwork Network, string Engine, string Precision, long Parameters, ThroughputResult Result);

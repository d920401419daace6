using LlamaNas.Spaces;

namespace LlamaNas.Runs;

/// <summary>One network's outcomes on some documents of a task, a step of a race.</summary>
/// <param name="SubNetwork">The network.</param>
/// <param name="Task">Task name.</param>
/// <param name="Split">"search" or "test".</param>
/// <param name="Precision">Precision name.</param>
/// <param name="First">Place of the first document in the split's order.</param>
/// <param name="Metric">Metric that stands for the task.</param>
/// <param name="Outcomes">Per document, from there on.</param>
/// <param name="ComputedTokens">Tokens that went through the network.</param>
/// <param name="Seconds">Time of scoring.</param>
public sealed record SampleScore(
    SubNetwork SubNetwork, string Task, string Split, string Precision, int First, string Metric, EquatableArray<float> Outcomes, long ComputedTokens, double Seconds);

using LlamaNas.Spaces;

namespace LlamaNas.Runs;

/// <summary>One network's score on one task, with every document's outcome for paired comparisons.</summary>
/// <param name="SubNetwork">The network.</param>
/// <param name="Task">Task name.</param>
/// <param name="Split">"search" or "test".</param>
/// <param name="Precision">Precision name.</param>
/// <param name="Metric">Metric that stands for the task.</param>
/// <param name="Value">Its value, 0 to 1.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Outcomes">Per document, in the split's order.</param>
/// <param name="ComputedTokens">Tokens that went through the network.</param>
/// <param name="Seconds">Time of scoring.</param>
public sealed record TaskScore(
    SubNetwork SubNetwork, string Task, string Split, string Precision, string Metric, double Value, double StandardError,
    EquatableArray<float> Outcomes, long ComputedTokens, double Seconds);

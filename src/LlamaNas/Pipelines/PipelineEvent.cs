using LlamaNas.Search;

namespace LlamaNas.Pipelines;

/// <summary>What a pipeline reports while it runs; the caller decides how to show it.</summary>
public abstract record PipelineEvent;

/// <summary>A stage begins.</summary>
/// <param name="Name">What it does, e.g. "Search arc_easy".</param>
public sealed record StageStarted(string Name) : PipelineEvent;

/// <summary>A stage is complete.</summary>
/// <param name="Name">What it did.</param>
/// <param name="Seconds">How long it took; little where its result was cached.</param>
/// <param name="Summary">Its outcome in one line.</param>
public sealed record StageFinished(string Name, double Seconds, string Summary) : PipelineEvent;

/// <summary>How far a stage is.</summary>
/// <param name="Text">What is happening.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">All units.</param>
/// <param name="Rate">Rate with its unit, e.g. "4.1 candidates/min".</param>
/// <param name="TimeLeft">Estimated time to the end; null where unknown.</param>
public sealed record StageProgress(string Text, double Done, double Total, string Rate, TimeSpan? TimeLeft) : PipelineEvent;

/// <summary>A round of a search is complete, and this is its front now.</summary>
/// <param name="Objectives">The objectives, in the order of the candidates' values.</param>
/// <param name="Front">The front, from small to large.</param>
/// <param name="Evaluations">Networks evaluated so far.</param>
/// <param name="Hypervolume">Normalised hypervolume, 0 to 1.</param>
public sealed record FrontChanged(EquatableArray<Objective> Objectives, EquatableArray<Candidate> Front, int Evaluations, double Hypervolume) : PipelineEvent;

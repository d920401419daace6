namespace LlamaNas.Export;

/// <summary>What a model card tells beside the network's sizes: how it was found, what it scores.</summary>
/// <param name="Search">How it was found: facts by name, such as the tasks and the search's settings.</param>
/// <param name="Scores">What was measured, one row a network or task; empty where nothing was.</param>
/// <param name="Commands">The commands that made it, in order.</param>
public sealed record ModelCardStory(EquatableArray<ModelCardFact> Search, EquatableArray<ModelCardScore> Scores, EquatableArray<string> Commands);

/// <summary>One line of a model card.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">Its value, as text.</param>
public readonly record struct ModelCardFact(string Name, string Value);

/// <summary>One row of a model card's scores.</summary>
/// <param name="Measure">What was measured, on which data.</param>
/// <param name="Full">The full network's score with its interval.</param>
/// <param name="Own">This network's score with its interval.</param>
/// <param name="Difference">Their paired difference with its interval.</param>
public readonly record struct ModelCardScore(string Measure, string Full, string Own, string Difference);

using LlamaNas.Search;

namespace LlamaNas.Reports;

/// <summary>Where a section comes from, and all that decides its results.</summary>
/// <param name="StorePath">Path of the run store.</param>
/// <param name="ModelFolder">Folder of the searched model.</param>
/// <param name="Tasks">Tasks whose accuracy counted.</param>
/// <param name="Algorithm">Search algorithm.</param>
/// <param name="Budget">Evaluations that the search was given.</param>
/// <param name="Objectives">The objectives, in the order of the networks' values.</param>
/// <param name="Facts">The settings that differ between runs, for the head of the section.</param>
/// <param name="Settings">Every setting, with the hashes, for reproduction.</param>
public sealed record RunSource(
    string StorePath, string ModelFolder, EquatableArray<string> Tasks, string Algorithm, int Budget, EquatableArray<Objective> Objectives,
    EquatableArray<ReportFact> Facts, EquatableArray<ReportFact> Settings)
{
    /// <summary>Whether the search went by probabilities of right choices.</summary>
    public bool SearchesProbability => Objectives.Any(objective => objective.IsProbability);

    /// <summary>Heading of what the search saw: accuracies, or probabilities of the right choice where it searched by those.</summary>
    public string SearchSplit => SearchesProbability ? "search split (probability)" : "search split";
}

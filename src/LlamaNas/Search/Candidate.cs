using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>An evaluated sub-network.</summary>
/// <param name="SubNetwork">The sub-network, in canonical form.</param>
/// <param name="Values">One value per objective of the search, in their order and natural sign (accuracy 0.42, not -0.42).</param>
public sealed record Candidate(SubNetwork SubNetwork, EquatableArray<double> Values)
{
    /// <summary>
    /// Standard error of each value where a race stopped the candidate on a part of the documents, so that values are estimates; empty where it was scored in
    /// full.
    /// </summary>
    public EquatableArray<double> SamplingErrors { get; init; }

    /// <summary>Whether it was scored on all documents; others never are on a front.</summary>
    public bool IsComplete => SamplingErrors.Count == 0;
}

using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>An evaluated sub-network.</summary>
/// <param name="SubNetwork">The sub-network, in canonical form.</param>
/// <param name="Values">One value per objective of the search, in their order and natural sign (accuracy 0.42, not -0.42).</param>
public sealed record Candidate(SubNetwork SubNetwork, EquatableArray<double> Values);

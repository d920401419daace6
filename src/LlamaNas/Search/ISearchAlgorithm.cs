namespace LlamaNas.Search;

/// <summary>
/// A search: deterministic in its options (space, seed, budget, population), so that replaying it over a run store
/// which answers what was evaluated before continues an interrupted run exactly.
/// </summary>
public interface ISearchAlgorithm
{
    /// <summary>Searches until the budget is spent; every event is reported as it happens.</summary>
    IAsyncEnumerable<SearchEvent> RunAsync(ICandidateEvaluator evaluator, CancellationToken cancellationToken = default);
}

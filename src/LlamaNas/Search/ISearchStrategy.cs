using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>What distinguishes the algorithms: which networks to evaluate next. Budget, events and order are the loop's.</summary>
internal interface ISearchStrategy
{
    /// <summary>The next batch: allowed, canonical, none evaluated before, none twice. Empty ends the search.</summary>
    /// <param name="archive">All that was evaluated.</param>
    /// <param name="count">Most networks to return.</param>
    IReadOnlyList<Genotype> Propose(SearchArchive archive, int count);

    /// <summary>Kendall tau between the values that were predicted for the last proposal and what was then evaluated; null without predictions.</summary>
    double? RankCorrelation(IReadOnlyList<Evaluated> batch) => null;
}

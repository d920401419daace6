using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>LINAS.</summary>
internal sealed class PredictorSearch(SearchProblem problem) : ISearchStrategy
{
    private readonly GeneticSearch _search = new(problem);

    public IReadOnlyList<Genotype> Propose(SearchArchive archive, int count) => _search.Propose(archive, count);
}

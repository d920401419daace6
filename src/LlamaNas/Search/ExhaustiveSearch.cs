using System.Globalization;
using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>Every allowed network of a small space, in a fixed order: the true front.</summary>
internal sealed class ExhaustiveSearch : ISearchStrategy
{
    /// <summary>Largest space that is searched whole.</summary>
    public const int LargestSpace = 20_000;

    private readonly Queue<Genotype> _rest;

    /// <exception cref="UsageException">The space is too large, or the budget too small.</exception>
    public ExhaustiveSearch(SearchProblem problem)
    {
        if (problem.Space.Size > LargestSpace)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"exhaustive search: the space has {problem.Space.Size} networks, but {LargestSpace} are the most. Narrow the space, or use linas."));
        _rest = new Queue<Genotype>(problem.Encoding.All().Where(problem.IsAllowed));
        if (problem.Options.EvaluationBudget < _rest.Count)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"exhaustive search: the space has {_rest.Count} networks, but the budget is {problem.Options.EvaluationBudget}. Give --budget {_rest.Count}, or use linas."));
    }

    public IReadOnlyList<Genotype> Propose(SearchArchive archive, int count)
    {
        var batch = new List<Genotype>(count);
        while (batch.Count < count && _rest.TryDequeue(out var next))
            batch.Add(next);
        return batch;
    }
}

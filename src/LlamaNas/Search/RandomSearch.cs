using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>Uniform random networks, none twice: what every other algorithm has to beat.</summary>
internal sealed class RandomSearch(SearchProblem problem) : ISearchStrategy
{
    private readonly Random _random = new(problem.Options.Seed);

    public IReadOnlyList<Genotype> Propose(SearchArchive archive, int count)
    {
        var batch = new List<Genotype>(count);
        if (archive.Count == 0)
            batch.AddRange(FreshGenotypes.Seeds(problem).Take(count));
        FreshGenotypes.Fill(batch, count, problem, archive, problem.Encoding.Sample, _random);
        return batch;
    }
}

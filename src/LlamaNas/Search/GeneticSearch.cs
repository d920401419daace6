using LlamaNas.Search.Pareto;
using LlamaNas.Search.Variation;
using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>NSGA-II on real evaluations: a generation is a batch, and a network of an earlier generation is never born again.</summary>
internal sealed class GeneticSearch(SearchProblem problem) : ISearchStrategy
{
    private readonly Random _random = new(problem.Options.Seed);
    private readonly GenotypeOperators _operators = new(problem.Encoding, problem.Options);
    private List<Ranked<Genotype>> _parents = [];
    private int _seen;

    public IReadOnlyList<Genotype> Propose(SearchArchive archive, int count)
    {
        var batch = archive.Count == 0 ? FreshGenotypes.Seeds(problem).Take(count).ToList() : Children(archive, count);
        FreshGenotypes.Fill(batch, count, problem, archive, problem.Encoding.Sample, _random);
        return batch;
    }

    private List<Genotype> Children(SearchArchive archive, int count)
    {
        IEnumerable<(Genotype, Point)> pool = [
            .. _parents.Select(parent => (parent.Genome, parent.Point)),
            .. archive.Members.Skip(_seen).Select(member => (member.Genotype, member.Point))];
        _parents = Evolution.Survivors([.. pool], problem.Options.PopulationSize);
        _seen = archive.Count;
        return Evolution.Offspring(_parents, count, child => archive.Contains(child) || !problem.IsAllowed(child), _operators, _random);
    }
}

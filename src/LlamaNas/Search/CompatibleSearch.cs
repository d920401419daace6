using LlamaNas.Search.Pareto;
using LlamaNas.Search.Prediction;
using LlamaNas.Search.Variation;
using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>
/// LINAS as its authors' toolkit runs it (arXiv 2205.10358; DyNAS-T), to compare with: a random first population; ridge or support vectors by cross-validation; NSGA-II on the
/// predictions from fresh random networks, with operators for real numbers whose results are rounded; its whole last population is evaluated. Two things are better here:
/// formulas are not predicted, and networks that are known or not allowed are replaced by random ones instead of being paid again.
/// </summary>
internal sealed class CompatibleSearch(SearchProblem problem) : ISearchStrategy
{
    private const int Predictions = 20_000;
    private readonly Random _random = new(problem.Options.Seed);
    private readonly FeatureMap _features = new(problem);

    public IReadOnlyList<Genotype> Propose(SearchArchive archive, int count)
    {
        var batch = new List<Genotype>(count);
        var proposals = archive.Count == 0 ? [] : new Queue<Genotype>(InnerSearch(archive));
        FreshGenotypes.Fill(batch, count, problem, archive, random => proposals.TryDequeue(out var next) ? next : problem.Encoding.Sample(random), _random);
        return batch;
    }

    private IEnumerable<Genotype> InnerSearch(SearchArchive archive)
    {
        var predictors = problem.Objectives.Select((objective, index) => objective.Cost == ObjectiveCost.Exact ? null : PublishedPredictor.Fit(
            [.. archive.Members.Select(member => _features.Of(member.Genotype))], [.. archive.Members.Select(member => member.Candidate.Values[index])], _random)).ToArray();
        var operators = new RoundedOperators(problem.Encoding);
        var size = Math.Max(4, problem.Options.PopulationSize);
        var population = Evolution.Survivors([.. Enumerable.Range(0, size).Select(_ => problem.Encoding.Sample(_random)).Distinct().Select(WithPoint)], size);
        for (var predictions = size; predictions < Predictions; predictions += size)
        {
            var present = population.Select(member => member.Genome).ToHashSet();
            var children = Evolution.Offspring(population, size, present.Contains, operators, _random);
            if (children.Count == 0)
                break;
            population = Evolution.Survivors([.. population.Select(member => (member.Genome, member.Point)), .. children.Select(WithPoint)], size);
        }

        return population.Select(member => member.Genome);

        (Genotype, Point) WithPoint(Genotype genotype)
        {
            var features = _features.Of(genotype);
            return (genotype, problem.PointOf([.. problem.Objectives.Select((objective, index) => predictors[index]?.Invoke(features) ?? problem.Exact(objective, genotype))]));
        }
    }
}

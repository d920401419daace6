using LlamaNas.Search.Pareto;
using LlamaNas.Search.Prediction;
using LlamaNas.Search.Variation;
using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>
/// LINAS, improved: evaluates a few networks, learns to predict what evaluation costs, searches on the predictions, evaluates what is expected to add most to the
/// front, and learns again. Formulas are never predicted; the inner search starts from what is known; nothing is evaluated twice.
/// </summary>
internal sealed class PredictorSearch(SearchProblem problem) : ISearchStrategy
{
    private const int First = 6;                       // so many networks are worth a prediction
    private const int InnerPopulation = 100;
    private const double ExchangeRate = 0.3;
    private const double GrowthForSeeds = 1.5;         // so much more has to be known before integer programmes are solved anew

    private readonly Random _random = new(problem.Options.Seed);
    private readonly FeatureMap _features = new(problem);
    private Surrogate? _surrogate;
    private List<Genotype> _seeds = [];
    private int _knownToSeeds;

    public IReadOnlyList<Genotype> Propose(SearchArchive archive, int count)
    {
        var batch = new List<Genotype>(count);
        if (archive.Count == 0)
        {
            count = Math.Min(count, First + FreshGenotypes.UserSeeds(problem).Count);
            batch.AddRange(FreshGenotypes.Seeds(problem).Take(count));
            var spread = new Queue<Genotype>(SpreadSample.Of(problem, count - batch.Count, _random));
            FreshGenotypes.Fill(batch, count, problem, archive,
                random => spread.TryDequeue(out var next) ? next : SpreadSample.One(problem.Encoding, random), _random);
            return batch;
        }

        var surrogate = _surrogate = new Surrogate(problem, _features, archive, _surrogate);
        if (problem.Options.SolvesForSeeds && archive.Count >= GrowthForSeeds * _knownToSeeds)
            (_seeds, _knownToSeeds) = (ProgrammeSeeds.Of(problem, surrogate.Loss), archive.Count);
        var pool = InnerSearch(archive, surrogate).Select(item => new Prospect(item.Genotype, item.Point, surrogate.Forecasts(item.Genotype))).ToArray();
        BatchSelection.Add(batch, count, pool, [.. archive.Members.Select(member => surrogate.Point(member.Genotype))]);
        FreshGenotypes.Fill(batch, count, problem, archive, random => SpreadSample.One(problem.Encoding, random), _random);
        return batch;
    }

    public double? RankCorrelation(IReadOnlyList<Evaluated> batch) => _surrogate?.RankCorrelation(batch);

    /// <summary>NSGA-II on predictions, from the archive, the greedy paths and the seeds; returns the new networks among its last population, the paths and the seeds.</summary>
    private List<(Genotype Genotype, Point Point)> InnerSearch(SearchArchive archive, Surrogate surrogate)
    {
        var operators = new GenotypeOperators(problem.Encoding, problem.Options, ExchangeRate);
        var paths = GreedyPaths.Of(problem, surrogate).Where(problem.IsAllowed).Concat(_seeds).Distinct().ToList();
        List<Genotype> start = [.. archive.Members.Select(member => member.Genotype).Concat(paths).Distinct()];
        FreshGenotypes.Fill(start, start.Count + (InnerPopulation / 2), problem, archive, random => SpreadSample.One(problem.Encoding, random), _random);
        var population = Evolution.Survivors([.. start.Select(WithPoint)], InnerPopulation);
        for (var predictions = start.Count; predictions < problem.Options.PredictorEvaluations; predictions += InnerPopulation)
        {
            var present = population.Select(member => member.Genome).ToHashSet();
            var children = Evolution.Offspring(
                population, InnerPopulation, child => present.Contains(child) || !problem.IsAllowed(child), operators, _random);
            if (children.Count == 0)
                break;
            population = Evolution.Survivors(
                [.. population.Select(member => (member.Genome, member.Point)), .. children.Select(WithPoint)], InnerPopulation);
        }

        return [.. population.Select(member => member.Genome).Concat(paths).Distinct().Where(genotype => !archive.Contains(genotype)).Select(WithPoint)];

        (Genotype Genotype, Point Point) WithPoint(Genotype genotype) => (genotype, surrogate.Point(genotype));
    }
}

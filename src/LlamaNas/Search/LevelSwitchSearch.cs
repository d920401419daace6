using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>
/// In the manner of EvoPress (Sieberling et al. 2024): for each of several sizes a (1 + lambda) search whose mutation takes something from one layer and gives it to another,
/// so that the size stays. EvoPress searches one size; here several share the budget and, since everything evaluated is known, each other's networks.
/// </summary>
internal sealed class LevelSwitchSearch : ISearchStrategy
{
    private const int Sizes = 10;
    private const int MostSwitches = 3;
    private const int Attempts = 200;

    private readonly SearchProblem _problem;
    private readonly Random _random;
    private readonly int _size;                 // place of the objective that stands for size
    private readonly double[] _limits;          // size limits, ascending
    private int _turn;

    /// <exception cref="UsageException">No objective is a formula.</exception>
    public LevelSwitchSearch(SearchProblem problem)
    {
        (_problem, _random) = (problem, new Random(problem.Options.Seed));
        _size = problem.Objectives.ToList().FindIndex(objective => objective is { Cost: ObjectiveCost.Exact, Direction: Direction.Minimise });
        if (_size < 0)
            throw new UsageException("evopress needs an objective that is a size. Add parameters to the objectives, or use linas.");
        var (least, most) = (SizeOf(problem.Encode(problem.Space.Smallest)), SizeOf(problem.Encode(problem.Space.Largest)));
        _limits = [.. Enumerable.Range(1, Sizes).Select(step => least + ((most - least) * step / Sizes))];
    }

    public IReadOnlyList<Genotype> Propose(SearchArchive archive, int count)
    {
        var batch = archive.Count == 0 ? FreshGenotypes.Seeds(_problem).Take(count).ToList() : [];
        for (var attempt = 0; attempt < count && batch.Count < count; attempt++, _turn++)
        {
            var size = _turn % Sizes;
            Func<Genotype> child = Parent(archive, size) is { } parent ? () => Switched(parent) : () => SpreadSample.One(_problem.Encoding, _random);
            for (var trial = 0; trial < Attempts; trial++)
                if (child() is var candidate && IsOfSize(candidate, size) && _problem.IsAllowed(candidate) && !archive.Contains(candidate) && !batch.Contains(candidate))
                {
                    batch.Add(candidate);
                    break;
                }
        }

        FreshGenotypes.Fill(batch, count, _problem, archive, random => SpreadSample.One(_problem.Encoding, random), _random);
        return batch;
    }

    // The best network of a size; several evaluated objectives count by their sum over the range of the archive.
    private Genotype? Parent(SearchArchive archive, int size)
    {
        var points = archive.Members.Select(member => member.Point.Values).ToArray();
        double[] range = [.. _problem.Objectives.Select((_, index) => points.Length == 0 ? 1 : Math.Max(1e-12, points.Max(point => point[index]) - points.Min(point => point[index])))];
        return archive.Members.Where(member => IsOfSize(member.Genotype, size)).OrderBy(member => member.Point.Violation)
            .ThenBy(member => _problem.Objectives.Index().Where(objective => objective.Item.Cost == ObjectiveCost.Evaluated).Sum(objective => member.Point.Values[objective.Index] / range[objective.Index]))
            .Select(member => (Genotype?)member.Genotype).FirstOrDefault();
    }

    private Genotype Switched(Genotype parent)
    {
        var indices = parent.Indices.Span.ToArray();
        var switches = Math.Min(_random.Next(MostSwitches), _random.Next(MostSwitches)) + 1;
        for (var step = 0; step < switches; step++)
        {
            Move(-1);
            Move(1);
        }

        return _problem.Encoding.Canonical(indices);

        void Move(int by)
        {
            var genes = Enumerable.Range(0, indices.Length).Where(gene => indices[gene] + by >= 0 && indices[gene] + by < _problem.Encoding.Genes[gene].Options.Count).ToArray();
            if (genes.Length > 0)
                indices[genes[_random.Next(genes.Length)]] += by;
        }
    }

    private bool IsOfSize(Genotype genotype, int size) =>
        SizeOf(genotype) is var own && own <= _limits[size] && (size == 0 || own > _limits[size - 1]);

    private double SizeOf(Genotype genotype) => _problem.Exact(_problem.Objectives[_size], genotype);
}

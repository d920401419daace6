using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>What every algorithm asks: the space as genotypes, the objectives, and whether a network is allowed.</summary>
internal sealed class SearchProblem
{
    private readonly ICandidateEvaluator _evaluator;
    private readonly (Constraint Constraint, Objective Objective)[] _exact;       // known before evaluation
    private readonly (Constraint Constraint, int Index)[] _evaluated;             // known after it

    public SearchProblem(SearchSpace space, ICandidateEvaluator evaluator, SearchOptions options)
    {
        (Space, Options, Encoding, _evaluator) = (space, options, new GenotypeEncoding(space), evaluator);
        Objectives = evaluator.Objectives;
        if (Objectives.Count == 0)
            throw new UsageException("search: no objectives. Give at least one, e.g. accuracy,parameters.");
        var resolved = options.Constraints.Select(constraint => (Constraint: constraint, Index: IndexOf(constraint.Objective))).ToArray();
        _evaluated = [.. resolved.Where(item => item.Index >= 0 && Objectives[item.Index].Cost == ObjectiveCost.Evaluated)];
        _exact = [.. resolved.Except(_evaluated).Select(item => (item.Constraint, item.Index >= 0 ? Objectives[item.Index]
            : new Objective(item.Constraint.Objective, Unit: "", Direction.Minimise, ObjectiveCost.Exact)))];
    }

    public SearchSpace Space { get; }

    public SearchOptions Options { get; }

    public GenotypeEncoding Encoding { get; }

    public EquatableArray<Objective> Objectives { get; }

    /// <summary>The bounds that formulas decide.</summary>
    public IReadOnlyList<(Constraint Constraint, Objective Objective)> Bounds => _exact;

    /// <summary>The value of a formula for a network.</summary>
    public double Exact(Objective objective, SubNetwork subNetwork) => _evaluator.Exact(objective, subNetwork);

    /// <summary>How far a network misses the bounds that formulas decide; 0 where it is allowed.</summary>
    public double ExactViolation(SubNetwork subNetwork) =>
        _exact.Sum(item => item.Constraint.Violation(_evaluator.Exact(item.Objective, subNetwork)));

    public bool IsAllowed(Genotype genotype) => _exact.Length == 0 || ExactViolation(Encoding.Decode(genotype)) == 0;

    /// <summary>The place of objective values (measured or predicted, natural sign) in objective space.</summary>
    public Point PointOf(ReadOnlySpan<double> values)
    {
        var violation = 0.0;
        foreach (var (constraint, index) in _evaluated)
            violation += constraint.Violation(values[index]);
        return Point.Of(values, Objectives, violation);
    }

    /// <summary>The genotype of a network that the user named.</summary>
    public Genotype Encode(SubNetwork subNetwork) => Encoding.TryEncode(subNetwork, out var genotype) ? genotype
        : throw new UsageException($"search: {subNetwork} is not in the search space. Remove this seed, or widen the space.");

    private int IndexOf(string name) => Objectives.ToList().FindIndex(objective => objective.Name == name);
}

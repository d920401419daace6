using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>What every algorithm asks: the space as genotypes, the objectives, and whether a network is allowed.</summary>
internal sealed class SearchProblem
{
    private const int MostKnown = 200_000;     // some 60 MB at 50 genes

    private readonly ICandidateEvaluator _evaluator;
    private readonly Objective[] _formulas;                                        // objectives and bounds that formulas decide
    private readonly Dictionary<Genotype, double[]> _known = [];                   // their values: predictions ask for the same networks again and again
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
        _formulas = [.. Objectives.Where(objective => objective.Cost == ObjectiveCost.Exact).Concat(_exact.Select(item => item.Objective)).Distinct()];
    }

    public SearchSpace Space { get; }

    public SearchOptions Options { get; }

    public GenotypeEncoding Encoding { get; }

    public EquatableArray<Objective> Objectives { get; }

    /// <summary>The bounds that formulas decide.</summary>
    public IReadOnlyList<(Constraint Constraint, Objective Objective)> Bounds => _exact;

    /// <summary>The value of a formula for a network.</summary>
    public double Exact(Objective objective, SubNetwork subNetwork) => _evaluator.Exact(objective, subNetwork);

    /// <summary>The same for a formula among the objectives or the bounds, remembered.</summary>
    public double Exact(Objective objective, Genotype genotype) => Formulas(genotype)[Array.IndexOf(_formulas, objective)];

    /// <summary>Whether a network keeps the bounds that formulas decide.</summary>
    public bool IsAllowed(Genotype genotype) => Array.TrueForAll(_exact, item => item.Constraint.Violation(Exact(item.Objective, genotype)) == 0);

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

    private double[] Formulas(Genotype genotype)
    {
        if (_known.TryGetValue(genotype, out var values))
            return values;
        if (_known.Count >= MostKnown)
            _known.Clear();
        var subNetwork = Encoding.Decode(genotype);
        return _known[genotype] = Array.ConvertAll(_formulas, formula => _evaluator.Exact(formula, subNetwork));
    }

    private int IndexOf(string name) => Objectives.ToList().FindIndex(objective => objective.Name == name);
}

using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>How a search runs. Two searches with equal options, space and evaluator give equal results.</summary>
public sealed record SearchOptions
{
    /// <summary>Sub-networks to evaluate in all; default 250, at least 1.</summary>
    public int EvaluationBudget { get; init; } = 250;

    /// <summary>Sub-networks per generation or LINAS round; default 50, at least 1.</summary>
    public int PopulationSize { get; init; } = 50;

    /// <summary>Seed of all chance; default 42.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Chance of each gene to mutate, 0 to 1; default null: 1 / number of genes.</summary>
    public double? MutationRate { get; init; }

    /// <summary>Chance that two parents are mixed, 0 to 1; default 0.9.</summary>
    public double CrossoverRate { get; init; } = 0.9;

    /// <summary>What crossover keeps together; default: nothing, each gene comes from either parent.</summary>
    public CrossoverKind Crossover { get; init; } = CrossoverKind.Uniform;

    /// <summary>Predictions that LINAS makes per round to find the next candidates; default 4,000, at least 100.</summary>
    public int PredictorEvaluations { get; init; } = 4_000;

    /// <summary>Whether LINAS also starts from integer programmes on the losses of single layers (docs/decisions/0110); default true.</summary>
    public bool SolvesForSeeds { get; init; } = true;

    /// <summary>
    /// Whether LINAS lets a ridge regression predict where that ranked the last rounds better than the Gaussian process (docs/decisions/0111); default false:
    /// the Gaussian process always predicts.
    /// </summary>
    public bool ChoosesPredictors { get; init; }

    /// <summary>Bounds that every proposed network satisfies, as far as they concern formulas; others count as worse than any that hold.</summary>
    public EquatableArray<Constraint> Constraints { get; init; }

    /// <summary>Networks to evaluate first, members of the space, on top of the first round; those that constraints forbid are passed over. Default none.</summary>
    public EquatableArray<SubNetwork> Seeds { get; init; }

    /// <summary>Whether the largest and the smallest network are evaluated first (random search never does); default true.</summary>
    public bool StartsWithExtremes { get; init; } = true;

    /// <summary>The kind of crossover by its name.</summary>
    /// <exception cref="UsageException">There is no such kind.</exception>
    public static CrossoverKind ParseCrossover(string name) => name switch
    {
        "uniform" => CrossoverKind.Uniform,
        "layers" => CrossoverKind.Layers,
        _ => throw new UsageException($"search: crossover is '{name}'. Use uniform or layers."),
    };

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UsageException">The first option out of range.</exception>
    public void Validate()
    {
        Check(EvaluationBudget >= 1, "budget", EvaluationBudget, "at least 1");
        Check(PopulationSize >= 1, "population", PopulationSize, "at least 1");
        Check(MutationRate is null or (>= 0 and <= 1), "mutation rate", MutationRate, "0 to 1");
        Check(CrossoverRate is >= 0 and <= 1, "crossover rate", CrossoverRate, "0 to 1");
        Check(PredictorEvaluations >= 100, "predictor evaluations", PredictorEvaluations, "at least 100");
    }

    private static void Check(bool holds, string name, double? value, string range)
    {
        if (!holds)
            throw new UsageException(FormattableString.Invariant($"search: {name} is {value}. Use {range}."));
    }
}

/// <summary>What crossover keeps together.</summary>
public enum CrossoverKind
{
    /// <summary>Each gene comes from either parent.</summary>
    Uniform,

    /// <summary>All genes of a layer come from the same parent.</summary>
    Layers,
}

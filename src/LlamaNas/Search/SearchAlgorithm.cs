using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>Makes the search algorithms by name.</summary>
public static class SearchAlgorithm
{
    private static readonly Dictionary<string, Func<SearchProblem, ISearchStrategy>> ByName = new()
    {
        ["evopress"] = problem => new LevelSwitchSearch(problem),
        ["exhaustive"] = problem => new ExhaustiveSearch(problem),
        ["linas"] = problem => new PredictorSearch(problem),
        ["linas-compatible"] = problem => new CompatibleSearch(problem),
        ["nsga2"] = problem => new GeneticSearch(problem),
        ["random"] = problem => new RandomSearch(problem),
    };

    /// <summary>The names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Candidates a round that suit an algorithm: few where it learns from each round.</summary>
    public static int UsualPopulation(string name) => name switch
    {
        "linas" => 6,
        "evopress" => 10,
        "nsga2" => 20,
        _ => 50,
    };

    /// <summary>A search over a space.</summary>
    /// <param name="name"><c>linas</c> (predictors inside, the fewest evaluations), <c>linas-compatible</c> (as published), <c>nsga2</c>, <c>evopress</c>, <c>random</c> or <c>exhaustive</c>.</param>
    /// <param name="space">The networks to choose from; check it against the model with <see cref="SearchSpace.Validate"/> first.</param>
    /// <param name="options">Budget, population, seed and constraints.</param>
    /// <exception cref="UsageException">An unknown name, or an option out of range.</exception>
    public static ISearchAlgorithm Create(string name, SearchSpace space, SearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return ByName.TryGetValue(name, out var strategy) ? new SearchLoop(space, options, strategy)
            : throw new UsageException($"unknown search algorithm '{name}'. Use one of: {string.Join(", ", Names)}.");
    }
}

using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>Genotypes that are allowed and not evaluated yet.</summary>
internal static class FreshGenotypes
{
    private const int AttemptsPerGenotype = 100;
    private const int LargestListedSpace = 200_000;

    /// <summary>The seeds of the options that are allowed.</summary>
    public static IReadOnlyList<Genotype> UserSeeds(SearchProblem problem) => [.. problem.Options.Seeds.Select(problem.Encode).Distinct().Where(problem.IsAllowed)];

    /// <summary>The same, then (where wanted) the largest and the smallest network.</summary>
    public static List<Genotype> Seeds(SearchProblem problem)
    {
        IEnumerable<Genotype> extremes = problem.Options.StartsWithExtremes ? [problem.Encode(problem.Space.Largest), problem.Encode(problem.Space.Smallest)] : [];
        return [.. UserSeeds(problem).Concat(extremes.Where(problem.IsAllowed)).Distinct()];
    }

    /// <summary>Adds genotypes from a source until a batch has the wanted number; where the source has no more, any others of a small space.</summary>
    /// <param name="batch">The batch so far; none of it is added again.</param>
    /// <param name="count">Wanted size of the batch.</param>
    /// <param name="problem">Space and constraints.</param>
    /// <param name="archive">What was evaluated.</param>
    /// <param name="sample">The source.</param>
    /// <param name="random">Source of chance.</param>
    public static void Fill(
        List<Genotype> batch, int count, SearchProblem problem, SearchArchive archive, Func<Random, Genotype> sample, Random random)
    {
        var chosen = batch.ToHashSet();
        for (var attempt = 0; attempt < (count * AttemptsPerGenotype) && batch.Count < count; attempt++)
            Add(Allowed(problem, sample(random), random));
        if (batch.Count >= count || problem.Space.Size > LargestListedSpace)
            return;
        var rest = problem.Encoding.All().Where(genotype => !archive.Contains(genotype) && !chosen.Contains(genotype)).ToArray();
        random.Shuffle(rest);
        foreach (var genotype in rest.Where(problem.IsAllowed).Take(count - batch.Count).ToArray())
            Add(genotype);

        void Add(Genotype? genotype)
        {
            if (genotype is { } found && !archive.Contains(found) && chosen.Add(found))
                batch.Add(found);
        }
    }

    /// <summary>A genotype as it is where it is allowed, else changed gene by gene towards the smallest or the largest network until it is.</summary>
    /// <returns>Null where that does not help.</returns>
    public static Genotype? Allowed(SearchProblem problem, Genotype genotype, Random random)
    {
        if (problem.IsAllowed(genotype))
            return genotype;
        foreach (var goal in (Genotype[])[problem.Encode(problem.Space.Smallest), problem.Encode(problem.Space.Largest)])
        {
            var indices = genotype.Indices.Span.ToArray();
            var order = Enumerable.Range(0, indices.Length).ToArray();
            random.Shuffle(order);
            foreach (var gene in order)
            {
                indices[gene] = goal[gene];
                if (problem.Encoding.Canonical(indices) is var changed && problem.IsAllowed(changed))
                    return changed;
            }
        }

        return null;
    }
}

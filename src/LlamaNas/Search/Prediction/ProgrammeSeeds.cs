using LlamaNas.Spaces;

namespace LlamaNas.Search.Prediction;

/// <summary>
/// The networks that would be best at each of several sizes if what layers lose alone added up: for every number of layers of the space (else for its largest network) one
/// integer programme a size. Size is the first formula to minimise, else the first with an upper bound.
/// </summary>
internal static class ProgrammeSeeds
{
    /// <summary>Sizes, evenly from the smallest network of the space to the largest that is allowed.</summary>
    public const int Sizes = 12;

    /// <summary>All such networks that are allowed, the small ones first; none where nothing counts as size.</summary>
    /// <param name="problem">Space, formulas and bounds.</param>
    /// <param name="loss">Loss of a network; only differences count.</param>
    public static List<Genotype> Of(SearchProblem problem, Func<Genotype, double> loss)
    {
        if (SizeOf(problem) is not { } size)
            return [];
        Objective[] formulas = [size, .. problem.Bounds.Select(bound => bound.Objective)];
        var least = problem.Exact(size, problem.Space.Smallest);
        var most = problem.Bounds.Where(bound => bound.Objective.Name == size.Name && bound.Constraint.Kind == ConstraintKind.AtMost)
            .Select(bound => bound.Constraint.Bound).Append(problem.Exact(size, problem.Space.Largest)).Min();
        double[] limits = [.. Enumerable.Range(1, Sizes).Select(step => least + ((most - least) * step / Sizes))];
        return [.. Bases(problem).SelectMany(network => OfBase(network, limits, formulas, problem, loss)).Distinct().Where(problem.IsAllowed)];
    }

    private static IEnumerable<Genotype> Bases(SearchProblem problem)
    {
        var largest = problem.Encode(problem.Space.Largest);
        var gene = problem.Encoding.Genes.ToList().FindIndex(gene => gene.Kind == GeneKind.LayerCount);
        return gene < 0 ? [largest] : Enumerable.Range(0, problem.Encoding.Genes[gene].Options.Count).Select(option =>
        {
            var indices = largest.Indices.Span.ToArray();
            indices[gene] = option;
            return problem.Encoding.Canonical(indices);
        });
    }

    private static List<Genotype> OfBase(Genotype network, double[] limits, Objective[] formulas, SearchProblem problem, Func<Genotype, double> loss)
    {
        var layers = LayerConfiguration.Of(network, problem, formulas, loss);
        SizeBound[] bounds = [.. problem.Bounds.Select((bound, index) =>
            new SizeBound(index + 1, bound.Constraint.Kind, bound.Constraint.Bound - problem.Exact(bound.Objective, network)))];
        using var programme = new BlockProgramme(layers, bounds, problem.Encoding.LayersToDrop);
        var (size, seeds) = (problem.Exact(formulas[0], network), new List<Genotype>());
        var (smallest, largest) = (size + layers.Sum(layer => layer.Min(configuration => configuration.Sizes[0])), size + layers.Sum(layer => layer.Max(configuration => configuration.Sizes[0])));
        foreach (var limit in limits)
        {
            if (limit >= smallest && programme.Solve(limit - size) is { } chosen)
                seeds.Add(Together(network, chosen, problem.Encoding));
            if (limit >= largest)     // greater limits change nothing
                break;
        }

        return seeds;
    }

    private static Genotype Together(Genotype network, LayerConfiguration[] chosen, GenotypeEncoding encoding)
    {
        var indices = network.Indices.Span.ToArray();
        foreach (var configuration in chosen)
            for (var gene = 0; gene < indices.Length; gene++)
                if (configuration.Genotype[gene] != network[gene])
                    indices[gene] = configuration.Genotype[gene];
        return encoding.Canonical(indices);
    }

    private static Objective? SizeOf(SearchProblem problem) =>
        problem.Objectives.FirstOrDefault(objective => objective is { Cost: ObjectiveCost.Exact, Direction: Direction.Minimise })
        ?? problem.Bounds.Where(bound => bound.Constraint.Kind == ConstraintKind.AtMost).Select(bound => bound.Objective).FirstOrDefault();
}

using LlamaNas.Spaces;

namespace LlamaNas.Search.Prediction;

/// <summary>
/// Walks from the largest network down and from the smallest up, each step the one gene change with the least predicted loss per
/// parameter saved (or whatever the first formula counts). Where effects add up this is nearly the best front.
/// </summary>
internal static class GreedyPaths
{
    /// <summary>All networks on the way; none where no objective is a formula.</summary>
    public static List<Genotype> Of(SearchProblem problem, Surrogate surrogate)
    {
        var size = problem.Objectives.ToList().FindIndex(objective => objective.Cost == ObjectiveCost.Exact);
        if (size < 0 || problem.Objectives.Count < 2)
            return [];
        return [
            .. Walk(problem.Encode(problem.Space.Largest), step: -1, problem, surrogate, size),
            .. Walk(problem.Encode(problem.Space.Smallest), step: 1, problem, surrogate, size)];
    }

    private static IEnumerable<Genotype> Walk(Genotype start, int step, SearchProblem problem, Surrogate surrogate, int size)
    {
        var (current, point) = (start, surrogate.Point(start).Values);
        while (true)
        {
            yield return current;
            var (best, bestPoint, least) = (current, point, double.PositiveInfinity);
            foreach (var next in Neighbours(current, step, problem.Encoding))
            {
                var nextPoint = surrogate.Point(next).Values;
                var change = nextPoint[size] - point[size];
                if (change * step <= 0)
                    continue;
                var loss = 0.0;
                for (var objective = 0; objective < point.Length; objective++)
                    if (problem.Objectives[objective].Cost == ObjectiveCost.Evaluated)
                        loss += nextPoint[objective] - point[objective];
                if (loss / Math.Abs(change) < least)
                    (best, bestPoint, least) = (next, nextPoint, loss / Math.Abs(change));
            }

            if (best == current)
                yield break;
            (current, point) = (best, bestPoint);
        }
    }

    private static IEnumerable<Genotype> Neighbours(Genotype genotype, int step, GenotypeEncoding encoding)
    {
        for (var gene = 0; gene < encoding.Genes.Count; gene++)
        {
            var option = genotype[gene] + step;
            if (option < 0 || option >= encoding.Genes[gene].Options.Count)
                continue;
            var indices = genotype.Indices.Span.ToArray();
            indices[gene] = option;
            if (encoding.Canonical(indices) is var next && next != genotype)
                yield return next;
        }
    }
}

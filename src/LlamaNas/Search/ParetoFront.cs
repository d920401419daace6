using LlamaNas.Search.Pareto;

namespace LlamaNas.Search;

/// <summary>The candidates that no other candidate beats; only those that were scored in full count.</summary>
public static class ParetoFront
{
    /// <summary>
    /// The non-dominated candidates, ascending by the first objective that is a formula (parameters), else by the first objective. Of
    /// candidates with equal values the first stays.
    /// </summary>
    /// <param name="candidates">Evaluated candidates.</param>
    /// <param name="objectives">The objectives, in the order of <see cref="Candidate.Values"/>.</param>
    public static IReadOnlyList<Candidate> Of(IEnumerable<Candidate> candidates, IReadOnlyList<Objective> objectives)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(objectives);
        var distinct = candidates.Where(candidate => candidate.IsComplete).DistinctBy(candidate => candidate.Values).ToArray();
        var points = Array.ConvertAll(distinct, candidate => Point.Of(candidate.Values.Span, objectives));
        var exact = objectives.ToList().FindIndex(objective => objective.Cost == ObjectiveCost.Exact);
        return [.. NonDominatedSort.FirstFront(points).Select(index => distinct[index]).OrderBy(candidate => candidate.Values[Math.Max(0, exact)])];
    }

    /// <summary>
    /// Share, 0 to 1, of the objective space that the candidates dominate: fractions count from 0 to 1, other objectives over the range
    /// of the candidates. Compare only values of one archive.
    /// </summary>
    public static double Hypervolume(IReadOnlyList<Candidate> candidates, IReadOnlyList<Objective> objectives)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return candidates.Count == 0 ? 0 : ObjectiveBounds.Of([.. candidates.Select(candidate => candidate.Values)], objectives)
            .NormalisedHypervolume(candidates.Where(candidate => candidate.IsComplete).Select(candidate => Point.Of(candidate.Values.Span, objectives).Values));
    }
}

using LlamaNas.Search;
using LlamaNas.Search.Pareto;

namespace LlamaNas.Reports;

/// <summary>How the dominated share of the objective space grew.</summary>
/// <param name="Values">Normalised hypervolume after each evaluation.</param>
/// <param name="FirstBatch">How many networks were drawn before the search had learnt anything: the extremes and random ones.</param>
/// <param name="Problem">What was searched for. Runs of an equal text share their bounds, so that their values can be compared.</param>
public sealed record HypervolumeTrace(EquatableArray<double> Values, int FirstBatch, string Problem = "")
{
    /// <summary>Traces of several runs.</summary>
    /// <param name="runs">What each run searched for, its objectives and what it evaluated, in order.</param>
    internal static IReadOnlyList<HypervolumeTrace> Of(
        IReadOnlyList<(string Problem, EquatableArray<Objective> Objectives, IReadOnlyList<CandidateEvaluated> Evaluated)> runs)
    {
        var bounds = runs.GroupBy(run => run.Problem).ToDictionary(
            group => group.Key,
            group => ObjectiveBounds.Of([.. group.SelectMany(run => run.Evaluated).Select(evaluated => evaluated.Candidate.Values).DefaultIfEmpty([.. group.First().Objectives.Select(_ => 0.0)])], group.First().Objectives));
        return [.. runs.Select(run => new HypervolumeTrace(
            [.. Growth(run.Evaluated, run.Objectives, bounds[run.Problem])], run.Evaluated.Count(evaluated => evaluated.Round == 0), run.Problem))];
    }

    private static IEnumerable<double> Growth(IReadOnlyList<CandidateEvaluated> evaluated, EquatableArray<Objective> objectives, ObjectiveBounds bounds)
    {
        var front = new List<double[]>();
        var hypervolume = 0.0;
        foreach (var candidate in evaluated.Select(item => item.Candidate))
        {
            var point = Point.Of(candidate.Values.Span, objectives).Values;
            if (candidate.IsComplete && !front.Any(member => member.AsSpan().SequenceEqual(point) || Dominance.Dominates(member, point)))
            {
                front.RemoveAll(member => Dominance.Dominates(point, member));
                front.Add(point);
                hypervolume = bounds.NormalisedHypervolume(front);
            }

            yield return hypervolume;
        }
    }
}

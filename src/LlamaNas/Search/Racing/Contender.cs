using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Search.Racing;

/// <summary>A network in a race.</summary>
/// <param name="SubNetwork">The network.</param>
/// <param name="Look">Looks that it has had.</param>
/// <param name="Outcomes">Its outcomes so far, by task.</param>
/// <param name="Exact">Values of the objectives that are formulas, in their order; NaN for the others.</param>
internal sealed record Contender(SubNetwork SubNetwork, int Look, double[][] Outcomes, EquatableArray<double> Exact)
{
    /// <summary>Estimated values of all objectives, each with its standard error (0 for formulas).</summary>
    /// <param name="scorer">Objectives and their tasks.</param>
    /// <param name="ease">Share of the fully scored networks that solve each document, by task.</param>
    public SampledMean[] Estimate(ISampleScorer scorer, double[][] ease)
    {
        var means = Outcomes.Zip(ease, (outcomes, ofTask) => SampledMean.Of(outcomes, ofTask)).ToArray();
        return [.. scorer.Objectives.Select((objective, index) =>
        {
            if (objective.Cost == ObjectiveCost.Exact)
                return new SampledMean(Exact[index], 0);
            var tasks = scorer.TasksOf(objective);
            return new SampledMean(
                tasks.Average(task => means[task].Value),
                Math.Sqrt(tasks.Sum(task => means[task].StandardError * means[task].StandardError)) / tasks.Count);
        })];
    }

    /// <summary>The point that an estimate stands for, every uncertain value better by some standard errors.</summary>
    public static Point PointOf(SampledMean[] estimate, IReadOnlyList<Objective> objectives, double deviations = 0) => Point.Of(
        [.. estimate.Select((mean, index) => mean.Value + (deviations * mean.StandardError * (objectives[index].Direction == Direction.Maximise ? 1 : -1)))], objectives);
}

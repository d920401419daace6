using LlamaNas.Search;
using LlamaNas.Search.Pareto;
using LlamaNas.Statistics;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>Searches on a table with several seeds.</summary>
/// <param name="Curves">By seed and number of evaluations (from 1): hypervolume so far, as a share of the true front's.</param>
/// <param name="RankCorrelation">Mean Kendall tau of the predictor on each batch before it learned from it; NaN without predictor.</param>
internal sealed record TableRun(double[][] Curves, double RankCorrelation)
{
    public static TableRun Of(TableScores scores, string algorithm, SearchOptions options, int seeds, EquatableArray<string>? objectives = null, int firstSeed = 1)
    {
        var names = objectives ?? ["accuracy", "parameters"];
        var measure = scores.Measure(new TableEvaluator(scores, names).Objectives);
        var correlations = new List<double>[seeds];
        var curves = new double[seeds][];
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var evaluator = new TableEvaluator(scores, names);
            var (points, curve) = (new List<double[]>(), new List<double> { 0 });
            correlations[seed] = [];
            foreach (var step in SearchAlgorithm.Create(algorithm, scores.Space, options with { Seed = firstSeed + seed }).RunAsync(evaluator).ToBlockingEnumerable())
            {
                if (step is RoundFinished { RankCorrelation: { } correlation })
                    correlations[seed].Add(correlation);
                if (step is not CandidateEvaluated evaluated)
                    continue;
                points.Add(Point.Of(evaluated.Candidate.Values.Span, evaluator.Objectives).Values);
                curve.Add(measure.Of(points));
            }

            curves[seed] = [.. curve];
        });
        return new TableRun(curves, correlations.SelectMany(ofSeed => ofSeed).DefaultIfEmpty(double.NaN).Average());
    }

    /// <summary>A quantile over the seeds after so many evaluations.</summary>
    public double Quantile(int evaluations, double share) => Quantiles.Of([.. Curves.Select(curve => curve[evaluations])], share);

    /// <summary>Fewest evaluations after which the median reaches a value; null where it never does.</summary>
    public int? MedianReaches(double value) =>
        Enumerable.Range(1, Curves[0].Length - 1).Where(evaluations => Quantile(evaluations, 0.5) >= value).Select(evaluations => (int?)evaluations).FirstOrDefault();
}

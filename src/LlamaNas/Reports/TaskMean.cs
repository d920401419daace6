using LlamaNas.Statistics;

namespace LlamaNas.Reports;

/// <summary>The mean accuracy over tasks, each counting alike.</summary>
internal static class TaskMean
{
    /// <summary>The mean with its 95 % interval, from the tasks' standard errors; NaN for no task.</summary>
    public static ConfidenceInterval Of(IEnumerable<TaskAccuracy> accuracies)
    {
        var known = accuracies.ToArray();
        if (known.Length == 0)
            return new ConfidenceInterval(double.NaN, double.NaN, double.NaN);
        var (mean, half) = (known.Average(accuracy => accuracy.Value), 1.96 * Math.Sqrt(known.Sum(accuracy => accuracy.StandardError * accuracy.StandardError)) / known.Length);
        return new ConfidenceInterval(mean, mean - half, mean + half);
    }
}

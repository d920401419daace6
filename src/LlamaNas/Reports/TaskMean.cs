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
        return Interval(known.Average(accuracy => accuracy.Value), Math.Sqrt(known.Sum(accuracy => accuracy.StandardError * accuracy.StandardError)) / known.Length);
    }

    /// <summary>The 95 % interval of a share from its standard error, normal, within 0 and 1.</summary>
    public static ConfidenceInterval Interval(double share, double standardError) =>
        new(share, Math.Max(0, share - (1.96 * standardError)), Math.Min(1, share + (1.96 * standardError)));
}

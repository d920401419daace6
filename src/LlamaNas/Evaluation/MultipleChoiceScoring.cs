namespace LlamaNas.Evaluation;

/// <summary>The harness's multiple-choice metrics. The first of equal scores wins, as numpy.argmax does.</summary>
internal static class MultipleChoiceScoring
{
    /// <summary>Names of all metrics.</summary>
    public static IReadOnlyList<string> Names { get; } = ["acc", "acc_norm", "mc2"];

    /// <summary>A document's score in one metric.</summary>
    /// <param name="metric">acc, acc_norm (divided by the choice's length in characters) or mc2 (probability mass of the true choices).</param>
    /// <param name="document">The document.</param>
    /// <param name="logLikelihoods">One per choice.</param>
    public static double Score(string metric, DocumentRequests document, IReadOnlyList<double> logLikelihoods) => metric switch
    {
        "acc" => Best(logLikelihoods) == document.Target ? 1 : 0,
        "acc_norm" => Best([.. logLikelihoods.Zip(document.Choices, (value, choice) => value / Characters(choice))]) == document.Target ? 1 : 0,
        "mc2" => TrueMass(document.Labels, logLikelihoods),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "unknown metric"),
    };

    /// <summary>Mean and standard error: sqrt(sum((x - mean)^2) / (n - 1)) / sqrt(n).</summary>
    public static MetricValue Summarise(string name, IReadOnlyList<double> scores)
    {
        var mean = scores.Average();
        var variance = scores.Count < 2 ? 0 : scores.Sum(score => (score - mean) * (score - mean)) / (scores.Count - 1);
        return new MetricValue(name, mean, Math.Sqrt(variance / scores.Count));
    }

    /// <summary>Subjects together: the mean weighted by size, and the harness's pooled standard error.</summary>
    public static MetricValue Pool(string name, IReadOnlyList<(MetricValue Metric, int Documents)> subjects)
    {
        var documents = subjects.Sum(subject => subject.Documents);
        var mean = subjects.Sum(subject => subject.Metric.Value * subject.Documents) / documents;
        var pooled = subjects.Sum(subject => (subject.Documents - 1) * subject.Metric.StandardError * subject.Metric.StandardError * subject.Documents);
        var freedom = documents - subjects.Count;
        return new MetricValue(name, mean, freedom > 0 ? Math.Sqrt(pooled / freedom / documents) : 0);
    }

    // Python counts code points, .NET counts UTF-16 units.
    private static int Characters(string choice) => Math.Max(1, choice.EnumerateRunes().Count());

    /// <summary>0-based place of the largest score.</summary>
    public static int Best(IReadOnlyList<double> scores)
    {
        var best = 0;
        for (var index = 1; index < scores.Count; index++)
        {
            if (scores[index] > scores[best])
                best = index;
        }

        return best;
    }

    private static double TrueMass(EquatableArray<int> labels, IReadOnlyList<double> logLikelihoods)
    {
        var largest = logLikelihoods.Max();
        var masses = logLikelihoods.Select(value => Math.Exp(value - largest)).ToArray();
        return masses.Zip(labels).Where(pair => pair.Second == 1).Sum(pair => pair.First) / masses.Sum();
    }
}

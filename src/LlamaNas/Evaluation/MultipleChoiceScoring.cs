using System.Text;

namespace LlamaNas.Evaluation;

/// <summary>The harness's multiple-choice metrics, and our probabilities. The first of equal scores wins, as numpy.argmax does.</summary>
internal static class MultipleChoiceScoring
{
    /// <summary>The metric of plain text, which has one choice: how probable its bytes are.</summary>
    public const string ByteProbability = "byte_probability";

    /// <summary>Names of all metrics.</summary>
    public static IReadOnlyList<string> Names { get; } = ["acc", "acc_norm", "mc2", "probability", "probability_norm", ByteProbability];

    /// <summary>A document's score in one metric.</summary>
    /// <param name="metric">
    /// acc, acc_norm (divided by the choice's length in characters), mc2 (probability mass of the true choices), probability (of the right choice among all), probability_norm (the
    /// same of log-likelihoods brought to one length) or byte_probability (geometric mean over the right choice's UTF-8 bytes, 2 to the power of minus its bits per byte).
    /// </param>
    /// <param name="document">The document.</param>
    /// <param name="logLikelihoods">One per choice.</param>
    public static double Score(string metric, DocumentRequests document, IReadOnlyList<double> logLikelihoods) => metric switch
    {
        "acc" => Best(logLikelihoods) == document.Target ? 1 : 0,
        "acc_norm" => Best([.. logLikelihoods.Zip(document.Choices, (value, choice) => value / Characters(choice))]) == document.Target ? 1 : 0,
        "mc2" => TrueMass(document.Labels, logLikelihoods),
        "probability" => Mass(logLikelihoods, document.Target),
        "probability_norm" => Mass(OfOneLength(document.Choices, logLikelihoods), document.Target),
        ByteProbability => document.Target < 0 ? 0 : Math.Exp(logLikelihoods[document.Target] / Math.Max(1, Encoding.UTF8.GetByteCount(document.Choices[document.Target]))),
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

    private static double TrueMass(EquatableArray<int> labels, IReadOnlyList<double> logLikelihoods) =>
        Masses(logLikelihoods).Zip(labels).Where(pair => pair.Second == 1).Sum(pair => pair.First);

    private static double Mass(IReadOnlyList<double> logLikelihoods, int choice) => choice < 0 ? 0 : Masses(logLikelihoods)[choice];

    // Softmax.
    private static double[] Masses(IReadOnlyList<double> logLikelihoods)
    {
        var largest = logLikelihoods.Max();
        var masses = logLikelihoods.Select(value => Math.Exp(value - largest)).ToArray();
        var sum = masses.Sum();
        return Array.ConvertAll(masses, mass => mass / sum);
    }

    // By character, times the mean number of characters: the order of acc_norm, with differences of usual size.
    private static double[] OfOneLength(EquatableArray<string> choices, IReadOnlyList<double> logLikelihoods)
    {
        var mean = choices.Average(Characters);
        return [.. logLikelihoods.Zip(choices, (value, choice) => value * mean / Characters(choice))];
    }
}

namespace LlamaNas.Evaluation;

/// <summary>A metric's value.</summary>
/// <param name="Name">acc, acc_norm or mc2 (reported as acc, as the harness does); word_perplexity and the like.</param>
/// <param name="Value">Mean over documents, 0 to 1; or a perplexity.</param>
/// <param name="StandardError">Standard error of the mean; NaN where there is none (perplexities).</param>
public sealed record MetricValue(string Name, double Value, double StandardError);

/// <summary>One document's scores.</summary>
/// <param name="DocumentId">0-based place in the task's data.</param>
/// <param name="Subject">Subject; empty where the task has none.</param>
/// <param name="Target">Right choice, or <see cref="NoTarget"/>.</param>
/// <param name="LogLikelihoods">One per choice.</param>
/// <param name="Scores">One per metric of the task: 0 or 1, or a share (mc2).</param>
public sealed record DocumentResult(int DocumentId, string Subject, int Target, EquatableArray<double> LogLikelihoods, EquatableArray<double> Scores)
{
    /// <summary><see cref="Target"/> where no choice is right.</summary>
    public const int NoTarget = -1;

    /// <summary>The text that the model wrote; null where it wrote none.</summary>
    public string? Generated { get; init; }

    /// <summary>What else is worth writing down: numbers and texts by name.</summary>
    public EquatableArray<KeyValuePair<string, object>> Details { get; init; }
}

/// <summary>A task's scores.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Metrics">All documents together.</param>
/// <param name="Subjects">Metrics of each subject; empty where the task has none.</param>
/// <param name="Documents">Each document, in order.</param>
/// <param name="ComputedTokens">Tokens that went through the network.</param>
/// <param name="TokensWithoutSharing">Tokens that one request at a time would have needed.</param>
/// <param name="Seconds">Time of scoring.</param>
public sealed record TaskResult(
    string Task,
    EquatableArray<MetricValue> Metrics,
    EquatableArray<KeyValuePair<string, EquatableArray<MetricValue>>> Subjects,
    EquatableArray<DocumentResult> Documents,
    long ComputedTokens,
    long TokensWithoutSharing,
    double Seconds)
{
    /// <summary>The metric that stands for the task: acc_norm where the task has it, else its first.</summary>
    public MetricValue Accuracy => Metrics.FirstOrDefault(metric => metric.Name == "acc_norm") ?? Metrics[0];

    /// <summary>Per-document scores of <see cref="Accuracy"/>, in document order.</summary>
    public double[] AccuracyScores => [.. Documents.Select(document => document.Scores[Metrics.ToList().IndexOf(Accuracy)])];
}

/// <summary>How far an evaluation is.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Done">Documents scored.</param>
/// <param name="Documents">All documents.</param>
/// <param name="DocumentsPerSecond">Rate so far.</param>
/// <param name="TimeLeft">Estimated time to the end.</param>
public sealed record EvaluationProgress(string Task, int Done, int Documents, double DocumentsPerSecond, TimeSpan TimeLeft);

namespace LlamaNas.Evaluation;

/// <summary>How far a task's scores are from those of another precision, on the same documents.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Documents">Documents compared.</param>
/// <param name="EqualChoices">Share of documents whose most likely choice is the same; null for a task without choices.</param>
/// <param name="EqualTexts">Share of documents for which the same text was written; null for a task that writes none.</param>
/// <param name="LargestDifference">Largest absolute difference of two log-likelihoods; null where there are none.</param>
/// <param name="MeanDifference">Mean absolute difference of the log-likelihoods; null where there are none.</param>
public sealed record TaskAgreement(string Task, int Documents, double? EqualChoices, double? EqualTexts, double? LargestDifference, double? MeanDifference)
{
    /// <summary>Compares two results of one task on the same documents.</summary>
    public static TaskAgreement Of(TaskResult result, TaskResult reference)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(reference);
        if (result.Task != reference.Task || !result.Documents.Select(document => document.DocumentId).SequenceEqual(reference.Documents.Select(document => document.DocumentId)))
            throw new ArgumentException($"'{result.Task}' and '{reference.Task}' were not scored on the same documents", nameof(reference));

        var pairs = result.Documents.Zip(reference.Documents).ToArray();
        var choices = pairs.Where(pair => pair.First.LogLikelihoods.Count > 1)
            .Select(pair => MultipleChoiceScoring.Best(pair.First.LogLikelihoods) == MultipleChoiceScoring.Best(pair.Second.LogLikelihoods) ? 1.0 : 0.0).ToArray();
        var differences = pairs.SelectMany(pair => pair.First.LogLikelihoods.Zip(pair.Second.LogLikelihoods, (own, other) => Math.Abs(own - other))).ToArray();
        var texts = pairs.Where(pair => pair.First.Generated is not null).Select(pair => pair.First.Generated == pair.Second.Generated ? 1.0 : 0.0).ToArray();
        return new TaskAgreement(
            result.Task,
            pairs.Length,
            choices.Length > 0 ? choices.Average() : null,
            texts.Length > 0 ? texts.Average() : null,
            differences.Length > 0 ? differences.Max() : null,
            differences.Length > 0 ? differences.Average() : null);
    }
}

/// <summary>How far an evaluation is from the same in another precision.</summary>
/// <param name="Precision">The other precision's name.</param>
/// <param name="Tasks">One per task.</param>
public sealed record PrecisionAgreement(string Precision, EquatableArray<TaskAgreement> Tasks);

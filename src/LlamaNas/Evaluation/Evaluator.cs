namespace LlamaNas.Evaluation;

/// <summary>Scores a prepared task with a language model.</summary>
public static class Evaluator
{
    /// <summary>Scores all documents.</summary>
    /// <param name="model">The model.</param>
    /// <param name="task">The task.</param>
    /// <param name="progress">Told after each batch; may be null.</param>
    /// <param name="cancellationToken">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    public static TaskResult Evaluate(
        ILanguageModel model, PreparedTask task, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(task);
        var clock = new ProgressClock(task.Task.Name, task.Documents.Count, progress);
        var logLikelihoods = new EquatableArray<double>[task.Documents.Count];
        long tokens = 0;
        foreach (var scored in model.Score(task.Encoded, cancellationToken))
        {
            logLikelihoods[scored.Index] = scored.LogLikelihoods;
            tokens += scored.ComputedTokens;
            clock.Add(1);
        }

        return Summarise(task, logLikelihoods, tokens, clock.Seconds);
    }

    /// <summary>Metrics from log-likelihoods that are known already.</summary>
    internal static TaskResult Summarise(PreparedTask task, IReadOnlyList<EquatableArray<double>> logLikelihoods, long computedTokens, double seconds) =>
        Summarise(task.Task, task.Documents, logLikelihoods, computedTokens, task.TokensWithoutSharing, seconds);

    /// <inheritdoc cref="Summarise(PreparedTask, IReadOnlyList{EquatableArray{double}}, long, double)"/>
    internal static TaskResult Summarise(
        TaskDefinition task, EquatableArray<DocumentRequests> requests, IReadOnlyList<EquatableArray<double>> logLikelihoods,
        long computedTokens, long tokensWithoutSharing, double seconds)
    {
        DocumentResult[] documents = [.. requests.Zip(logLikelihoods, (document, values) => new DocumentResult(
            document.Document.Id,
            PreparedTask.Subject(task, document.Document),
            document.Target,
            values,
            [.. task.Metrics.Select(metric => MultipleChoiceScoring.Score(metric, document, values))]))];
        if (task.SubjectColumn is null || task.Subject is not null)
            return new TaskResult(task.Name, Metrics(task, documents), [], [.. documents], computedTokens, tokensWithoutSharing, seconds);

        var subjects = documents.GroupBy(document => document.Subject, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, Count: group.Count(), Metrics: Metrics(task, [.. group]))).ToArray();
        var pooled = task.Metrics.Select((_, metric) => MultipleChoiceScoring.Pool(
            subjects[0].Metrics[metric].Name, [.. subjects.Select(subject => (subject.Metrics[metric], subject.Count))]));
        return new TaskResult(
            task.Name, [.. pooled], [.. subjects.Select(subject => KeyValuePair.Create(subject.Key, subject.Metrics))], [.. documents],
            computedTokens, tokensWithoutSharing, seconds);
    }

    /// <summary>One metric from outcomes that are known already, subjects pooled as above.</summary>
    internal static MetricValue Summarise(PreparedTask task, string metric, IReadOnlyList<double> outcomes)
    {
        if (task.Task.SubjectColumn is null || task.Task.Subject is not null)
            return MultipleChoiceScoring.Summarise(metric, outcomes);
        var subjects = task.Documents.Zip(outcomes).GroupBy(pair => PreparedTask.Subject(task.Task, pair.First.Document), pair => pair.Second, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal);
        return MultipleChoiceScoring.Pool(metric, [.. subjects.Select(group => (MultipleChoiceScoring.Summarise(metric, [.. group]), group.Count()))]);
    }

    private static EquatableArray<MetricValue> Metrics(TaskDefinition task, IReadOnlyList<DocumentResult> documents) =>
        [.. task.Metrics.Select((metric, index) => MultipleChoiceScoring.Summarise(
            metric == "mc2" ? "acc" : metric, [.. documents.Select(document => document.Scores[index])]))];
}

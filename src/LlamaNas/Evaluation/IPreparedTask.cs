namespace LlamaNas.Evaluation;

/// <summary>A task's documents, ready to be scored with any number of networks.</summary>
public interface IPreparedTask
{
    /// <summary>Scores all documents.</summary>
    /// <param name="model">The network, where texts are scored.</param>
    /// <param name="generator">The network, where texts are written.</param>
    /// <param name="progress">Told after each batch; may be null.</param>
    /// <param name="cancellationToken">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    TaskResult Evaluate(
        ILanguageModel model, ITextGenerator generator, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default);
}

namespace LlamaNas.Evaluation;

/// <summary>Scores continuations; all that evaluation needs to know of a network.</summary>
public interface ILanguageModel
{
    /// <summary>Longest sequence in tokens; longer contexts are cut at the left.</summary>
    int MaximumTokens { get; }

    /// <summary>Scores every request of every document, in an order that suits the model; results come in batches as they are ready.</summary>
    /// <param name="documents">Documents with their requests.</param>
    /// <param name="cancellationToken">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    IEnumerable<ScoredDocument> Score(IReadOnlyList<EncodedDocument> documents, CancellationToken cancellationToken = default);
}

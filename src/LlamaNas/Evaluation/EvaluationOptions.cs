namespace LlamaNas.Evaluation;

/// <summary>Which documents are scored, and how they are prompted.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Search half, test half, or all. Default: all.</summary>
    public DocumentSplit Split { get; init; } = DocumentSplit.All;

    /// <summary>Seed of the split. Default 42.</summary>
    public int SplitSeed { get; init; } = 42;

    /// <summary>Most documents of the split; null for all. For a task of subjects with all documents: of each subject.</summary>
    public int? Limit { get; init; }

    /// <summary>Documents passed over first. Default 0.</summary>
    public int Offset { get; init; }

    /// <summary>Solved examples before each question; null for the task's own number (mostly 0). Tasks with a fixed prompt take none.</summary>
    public int? FewShot { get; init; }

    /// <summary>Tokens of a chunk, for tasks of chunks; null for the task's own. At least 2.</summary>
    public int? ChunkLength { get; init; }

    /// <summary>Whether a begin-of-sequence token precedes each text. Default: as the tokenizer does.</summary>
    public BeginOfSequencePolicy BeginOfSequence { get; init; } = BeginOfSequencePolicy.Default;
}

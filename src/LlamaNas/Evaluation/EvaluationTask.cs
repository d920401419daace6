namespace LlamaNas.Evaluation;

/// <summary>Anything that <c>evaluate</c> can score: multiple choice, perplexity or generated text.</summary>
public abstract record EvaluationTask
{
    /// <summary>Name, as on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the definition: a change of prompts or scoring raises it.</summary>
    public required int Version { get; init; }

    /// <summary>Data file in the data folder, <c>NAME.jsonl</c> by default.</summary>
    public required string File { get; init; }

    /// <summary>Where shots come from; null where the task takes none.</summary>
    public FewShotSource? FewShot { get; init; }
}

namespace LlamaNas.Evaluation;

/// <summary>What perplexity is computed of.</summary>
public enum PerplexityUnit
{
    /// <summary>Whole pages, in windows as long as the model allows; perplexity per word and per byte of the original text (the harness's task).</summary>
    Pages,

    /// <summary>Chunks of a given number of tokens, cut from all lines joined by blank lines; perplexity per token (as pruning papers report it).</summary>
    Chunks,
}

/// <summary>A task that asks how well a text is predicted.</summary>
public sealed record PerplexityTask : EvaluationTask
{
    /// <summary>Longest chunk where a file does not say: the length that pruning papers use.</summary>
    public const int DefaultChunkLength = 2048;

    /// <summary>Pages or chunks.</summary>
    public required PerplexityUnit Of { get; init; }

    /// <summary>Filters for each page before it is tokenised; words and bytes are counted before them.</summary>
    public EquatableArray<string> Filters { get; init; }

    /// <summary>Tokens of a chunk. Default 2048.</summary>
    public int ChunkLength { get; init; } = DefaultChunkLength;

    internal static PerplexityTask Read(TaskNode node, string name)
    {
        node.AllowOnly("task", "version", "file", "perplexity");
        var form = node.Within("perplexity");
        form.AllowOnly("of", "filters", "length");
        EquatableArray<string> filters = form.Has("filters") ? [.. form.Items("filters")] : [];
        form.CheckFilters("filters", filters);
        return new PerplexityTask
        {
            Name = name,
            Version = node.Number("version", absent: 1),
            File = node.Optional("file") ?? $"{name}.txt",
            Of = form.Text("of") switch
            {
                "pages" => PerplexityUnit.Pages,
                "chunks" => PerplexityUnit.Chunks,
                var other => throw form.Error("of", $"of is '{other}'. Use pages or chunks."),
            },
            Filters = filters,
            ChunkLength = form.Number("length", absent: DefaultChunkLength) is >= 2 and var length ? length : throw form.Error("length", "'length' must be at least 2 tokens."),
        };
    }
}

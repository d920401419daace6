namespace LlamaNas.Pipelines;

/// <summary>Scoring on the test split.</summary>
public sealed record TestConfiguration
{
    /// <summary>Most documents of each task's test split.</summary>
    public int? Limit { get; set; }

    /// <summary>Most front members.</summary>
    public int Members { get; set; } = 10;

    /// <summary>Whether each is scored in INT8 too.</summary>
    public bool Int8 { get; set; } = true;
}

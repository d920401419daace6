namespace LlamaNas.Search;

/// <summary>Parts of the LINAS search that can be left out, to measure what each is worth.</summary>
internal sealed record PredictorParts
{
    /// <summary>Whether integer programmes on the losses of single layers give further starting points; default true.</summary>
    public bool SolvesForSeeds { get; init; } = true;
}

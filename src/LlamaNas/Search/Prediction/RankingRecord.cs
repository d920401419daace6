namespace LlamaNas.Search.Prediction;

/// <summary>How well several predictors of one objective ranked the last batches, each before it was learned.</summary>
/// <param name="Correlations">Kendall's tau by batch, oldest first, then by predictor.</param>
internal sealed record RankingRecord(EquatableArray<EquatableArray<double>> Correlations)
{
    /// <summary>Batches that count.</summary>
    public const int Window = 8;

    private const int Fewest = 3;     // before, the first predictor serves

    /// <summary>Nothing yet.</summary>
    public static RankingRecord None { get; } = new([]);

    /// <summary>Place of the predictor with the greatest mean; the first of equals, and the first predictor until three batches are known.</summary>
    public int Best
    {
        get
        {
            if (Correlations.Count < Fewest)
                return 0;
            double[] means = [.. Enumerable.Range(0, Correlations[0].Count).Select(predictor => Correlations.Average(batch => batch[predictor]))];
            return Array.IndexOf(means, means.Max());
        }
    }

    /// <summary>The record with one more batch. A batch that some predictor (or its evaluation) cannot rank, NaN, changes nothing.</summary>
    public RankingRecord With(EquatableArray<double> correlations) => correlations.Any(double.IsNaN) ? this
        : new RankingRecord([.. Correlations.Append(correlations).TakeLast(Window)]);
}

namespace LlamaNas.Pipelines;

/// <summary>Where a search's time went.</summary>
/// <param name="Seconds">From the first proposal to the last result.</param>
/// <param name="EvaluationSeconds">Of these, what evaluation took; the rest is the search's own.</param>
public sealed record SearchTime(double Seconds, double EvaluationSeconds)
{
    /// <summary>The search's own share, 0 to 1; 0 where nothing was searched.</summary>
    public double OwnShare => Seconds > 0 ? 1 - (EvaluationSeconds / Seconds) : 0;

    /// <summary>As a sentence's end.</summary>
    public override string ToString() => FormattableString.Invariant($"the search itself took {Seconds - EvaluationSeconds:F1} s, {100 * OwnShare:F1} %");
}

namespace LlamaNas.Statistics;

/// <summary>An estimate with the interval that holds the true value with a stated probability (95 % where nothing else is said).</summary>
/// <param name="Estimate">Point estimate.</param>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
public readonly record struct ConfidenceInterval(double Estimate, double Lower, double Upper)
{
    /// <summary>Whether a difference is significant, either way.</summary>
    public bool ExcludesZero => Lower > 0 || Upper < 0;

    /// <summary>
    /// For a difference "smaller minus full": true unless the loss is significant, that is, where the interval includes 0 or lies above it.
    /// </summary>
    public bool NotSignificantlyBelowZero => Upper >= 0;
}

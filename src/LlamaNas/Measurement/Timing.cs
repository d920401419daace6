using LlamaNas.Statistics;

namespace LlamaNas.Measurement;

/// <summary>Repeated measurements of one quantity: their median and quartiles.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="LowerQuartile">A quarter lies below.</param>
/// <param name="UpperQuartile">A quarter lies above.</param>
public readonly record struct Timing(double Median, double LowerQuartile, double UpperQuartile)
{
    /// <summary>Summarises measurements; NaN for none.</summary>
    public static Timing Of(ReadOnlySpan<double> values) => new(Quantiles.Median(values), Quantiles.Of(values, 0.25), Quantiles.Of(values, 0.75));
}

/// <summary>Latency of one network, in milliseconds.</summary>
/// <param name="Prefill">Reading the whole prompt and writing the first token.</param>
/// <param name="Decode">Each further token.</param>
public sealed record NetworkLatency(Timing Prefill, Timing Decode);

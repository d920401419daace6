namespace LlamaNas.Statistics;

/// <summary>The mean over all documents, estimated from a random sample of them.</summary>
/// <param name="Value">The estimate; the mean itself where the sample is everything.</param>
/// <param name="StandardError">Its standard error; 0 where the sample is everything.</param>
internal readonly record struct SampledMean(double Value, double StandardError)
{
    /// <summary>
    /// Regression estimator with finite-population correction (Cochran, Sampling Techniques, 3rd ed., sections 2.6 and 7.3): what is known of each
    /// document (how many other networks solve it) explains part of the outcomes, so that an easy or hard sample does not mislead.
    /// </summary>
    /// <param name="outcomes">Outcomes, 0 to 1, of the first documents of a random order.</param>
    /// <param name="ease">One known number for every document, in the same order.</param>
    public static SampledMean Of(ReadOnlySpan<double> outcomes, ReadOnlySpan<double> ease)
    {
        var (sample, all) = (outcomes.Length, ease.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sample, all);
        var mean = Moments.Mean(outcomes);
        if (sample == all)
            return new SampledMean(mean, 0);

        var sampledEase = Moments.Mean(ease[..sample]);
        var (products, squares, total) = (0.0, 0.0, 0.0);
        for (var index = 0; index < sample; index++)
        {
            var (outcome, known) = (outcomes[index] - mean, ease[index] - sampledEase);
            products += outcome * known;
            squares += known * known;
            total += outcome * outcome;
        }

        // One more squared residual of 1 than was seen: a sample without a mistake must not count as certain.
        var slope = squares > 0 ? products / squares : 0;
        var residual = (total - (slope * products) + 1) / Math.Max(1, sample - 2);
        return new SampledMean(
            mean + (slope * (Moments.Mean(ease) - sampledEase)),
            Math.Sqrt(residual * ((1.0 / sample) - (1.0 / all))));
    }
}

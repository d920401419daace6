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
    /// <remarks>
    /// One more squared residual counts than was seen, so that a sample without a mistake is not certain: 1 where documents are right or wrong, the
    /// largest that was seen where outcomes are numbers between (probabilities).
    /// </remarks>
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

        var slope = squares > 0 ? products / squares : 0;
        var residual = (total - (slope * products) + Unseen(outcomes, ease, mean, sampledEase, slope)) / Math.Max(1, sample - 2);
        return new SampledMean(
            mean + (slope * (Moments.Mean(ease) - sampledEase)),
            Math.Sqrt(residual * ((1.0 / sample) - (1.0 / all))));
    }

    private static double Unseen(ReadOnlySpan<double> outcomes, ReadOnlySpan<double> ease, double mean, double sampledEase, double slope)
    {
        var (largest, between) = (0.0, false);
        for (var index = 0; index < outcomes.Length; index++)
        {
            var residual = outcomes[index] - mean - (slope * (ease[index] - sampledEase));
            largest = Math.Max(largest, residual * residual);
            between |= outcomes[index] is > 0 and < 1;
        }

        return between ? largest : 1;
    }
}

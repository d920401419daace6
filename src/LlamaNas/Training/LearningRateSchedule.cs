namespace LlamaNas.Training;

/// <summary>Linear warm-up, then a cosine down to a tenth of the peak.</summary>
public static class LearningRateSchedule
{
    private const double FinalShare = 0.1;

    /// <summary>The rate of a step.</summary>
    /// <param name="step">0-based step.</param>
    /// <param name="steps">All steps.</param>
    /// <param name="peak">Largest rate.</param>
    /// <param name="warmUpShare">Share of the steps in which the rate rises, 0 to 1.</param>
    public static double At(int step, int steps, double peak, double warmUpShare)
    {
        var warmUp = (int)Math.Ceiling(steps * warmUpShare);
        if (step < warmUp)
            return peak * (step + 1) / warmUp;

        var progress = steps == warmUp ? 1 : (double)(step - warmUp) / (steps - warmUp);
        return peak * (FinalShare + ((1 - FinalShare) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
    }
}

namespace LlamaNas.Search.Prediction;

/// <summary>Fits every kind of predictor and takes the one that predicts left-out networks best.</summary>
internal static class PredictorSelection
{
    private static readonly (double Shared, double Smooth, double Width)[] Priors = [(0, 0, 0.3), (1, 0, 0.1), (1, 2, 0.1), (1, 0, 0.02), (1, 2, 0.02)];
    private static readonly double[] Noises = [0.003, 0.01, 0.03, 0.1, 0.3, 1];

    /// <summary>The best predictor of one objective.</summary>
    public static KernelRegression Best(TrainingSet training)
    {
        KernelRegression? best = null;
        foreach (var (shared, smooth, width) in Priors)
        {
            var kernel = new LinearKernel(training, new KernelShape(shared, smooth, width, Interaction.None));
            foreach (var interaction in Enum.GetValues<Interaction>())
                foreach (var noise in Noises)
                    if (KernelRegression.Fit(training, kernel, new KernelShape(shared, smooth, width, interaction), noise) is { } fit
                        && (best is null || fit.LeaveOneOutError < best.LeaveOneOutError))
                        best = fit;
        }

        return best ?? throw new InvalidOperationException("No predictor could be fitted: the kernel is never positive definite.");
    }
}

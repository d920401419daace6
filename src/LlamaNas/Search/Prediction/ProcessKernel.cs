namespace LlamaNas.Search.Prediction;

/// <summary>
/// Similarity of two networks by their centered features: effects that add up, effects that multiply (accuracy bends near chance level, and a part may stand in for another),
/// and what only near relatives share.
/// </summary>
internal sealed class ProcessKernel
{
    private readonly double[] _logarithms;

    /// <summary>A kernel.</summary>
    /// <param name="logarithms">Logarithms of one weight a feature, then of the shares of <see cref="Bend"/> and <see cref="Local"/>, then of the noise.</param>
    public ProcessKernel(double[] logarithms)
    {
        _logarithms = logarithms;
        Weights = [.. logarithms[..^3].Select(Math.Exp)];
        (Bend, Local, Noise) = (Math.Exp(logarithms[^3]), Math.Exp(logarithms[^2]), Math.Exp(logarithms[^1]));
    }

    /// <summary>How much each feature matters.</summary>
    public double[] Weights { get; }

    /// <summary>Share of products of two effects.</summary>
    public double Bend { get; }

    /// <summary>Share of near relatives.</summary>
    public double Local { get; }

    /// <summary>Variance of an evaluation.</summary>
    public double Noise { get; }

    public double[] Logarithms => [.. _logarithms];

    /// <summary>Features times weights: its product with another network's features is their linear similarity.</summary>
    public double[] Project(double[] centered)
    {
        var projected = new double[centered.Length];
        for (var feature = 0; feature < projected.Length; feature++)
            projected[feature] = Weights[feature] * centered[feature];
        return projected;
    }

    /// <summary>Similarity of two networks.</summary>
    /// <param name="linear">Their linear similarity.</param>
    /// <param name="left">The linear similarity of the first with itself.</param>
    /// <param name="right">The linear similarity of the second with itself.</param>
    public double Of(double linear, double left, double right) => linear + (Bend * linear * linear) + (Local * Relative(linear, left, right));

    /// <summary>1 for equal networks, falling towards 0.</summary>
    public static double Relative(double linear, double left, double right) => Math.Exp(Math.Min(0, (2 * linear) - left - right));
}

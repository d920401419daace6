using LlamaNas.Statistics;

namespace LlamaNas.Search.Prediction;

/// <summary>
/// Kernel ridge regression, that is, the mean of a Gaussian process: predicts one objective of a network from evaluated networks, with
/// its own doubt. Without interactions it is ridge regression on the features.
/// </summary>
internal sealed class KernelRegression
{
    private const double TypicalError = 10;     // inverse of the squared error of a usual predictor, in standard deviations
    private readonly TrainingSet _training;
    private readonly LinearKernel _kernel;
    private readonly KernelShape _shape;
    private readonly double[] _factor;      // Cholesky factor of kernel + noise, [n * n]
    private readonly double[] _weights;     // one per training network
    private readonly double[]? _linear;     // one per feature, where effects add up
    private readonly double _variance;

    private KernelRegression(TrainingSet training, LinearKernel kernel, KernelShape shape, double[] factor, double[] weights)
    {
        (_training, _kernel, _shape, _factor, _weights) = (training, kernel, shape, factor, weights);
        _variance = Math.Max(0, Cholesky.Dot(training.Targets, weights) / weights.Length);
        if (shape.Interaction == Interaction.None)
            _linear = [.. Enumerable.Range(0, training.Center.Length).Select(feature => weights.Select((weight, row) => weight * kernel.Projected[row][feature]).Sum())];
    }

    /// <summary>Mean squared error, in standard deviations, when each network is predicted from all others; noisy networks count less.</summary>
    public required double LeaveOneOutError { get; init; }

    /// <summary>Fits the networks.</summary>
    /// <param name="training">Evaluated networks.</param>
    /// <param name="kernel">Their linear kernel under the shape's prior.</param>
    /// <param name="shape">The prior.</param>
    /// <param name="noise">Variance of the evaluation relative to that of the networks.</param>
    /// <returns>Null where the numbers do not allow it.</returns>
    public static KernelRegression? Fit(TrainingSet training, LinearKernel kernel, KernelShape shape, double noise)
    {
        var count = training.Rows.Length;
        var factor = new double[count * count];
        for (var row = 0; row < count; row++)
            for (var column = 0; column <= row; column++)
                factor[(row * count) + column] = (row == column ? noise + training.Noise[row] : 0)
                    + shape.Of(Cholesky.Dot(training.Rows[row], kernel.Projected[column]), kernel.Squares[row], kernel.Squares[column]);
        if (!Cholesky.Factor(factor, count))
            return null;
        var weights = training.Targets.ToArray();
        Cholesky.Solve(factor, weights);
        var inverse = InverseDiagonal(factor, count);
        return new KernelRegression(training, kernel, shape, factor, weights) { LeaveOneOutError = LeftOutError(weights, inverse, training.Noise) };
    }

    /// <summary>Expected value of the objective.</summary>
    /// <param name="features">Features as <see cref="FeatureMap"/> gives them.</param>
    public double Mean(double[] features)
    {
        var centered = _training.Centered(features);
        return _training.Mean + (_training.Scale * (_linear is null ? Cholesky.Dot(_weights, Similarities(centered)) : Cholesky.Dot(_linear, centered)));
    }

    /// <summary>Standard deviation of that expectation, without the noise of an evaluation.</summary>
    public double Deviation(double[] features)
    {
        var centered = _training.Centered(features);
        var square = _kernel.Square(centered);
        var similarities = Similarities(centered, square);
        Cholesky.SolveLower(_factor, similarities);
        var explained = Cholesky.Dot(similarities, similarities);
        return _training.Scale * Math.Sqrt(_variance * Math.Max(0, _shape.Of(square, square, square) - explained));
    }

    private double[] Similarities(double[] centered, double? square = null)
    {
        var own = square ?? (_shape.Interaction == Interaction.Local ? _kernel.Square(centered) : 0);
        var similarities = new double[_weights.Length];
        for (var row = 0; row < similarities.Length; row++)
            similarities[row] = _shape.Of(Cholesky.Dot(centered, _kernel.Projected[row]), own, _kernel.Squares[row]);
        return similarities;
    }

    private static double LeftOutError(double[] weights, double[] inverse, double[] noise)
    {
        var (error, total) = (0.0, 0.0);
        for (var row = 0; row < weights.Length; row++)
        {
            var (residual, weight) = (weights[row] / inverse[row], 1 / (1 + (TypicalError * noise[row])));
            error += weight * residual * residual;
            total += weight;
        }

        return error / total;
    }

    /// <summary>Diagonal of the inverse: the squared columns of the factor's inverse, which are 0 above their own row.</summary>
    private static double[] InverseDiagonal(double[] factor, int count)
    {
        var diagonal = new double[count];
        var column = new double[count];
        for (var unit = 0; unit < count; unit++)
        {
            column[unit] = 1 / factor[(unit * count) + unit];
            for (var row = unit + 1; row < count; row++)
                column[row] = -Cholesky.Dot(factor.AsSpan((row * count) + unit, row - unit), column.AsSpan(unit, row - unit)) / factor[(row * count) + row];
            diagonal[unit] = Cholesky.Dot(column.AsSpan(unit), column.AsSpan(unit));
        }

        return diagonal;
    }
}

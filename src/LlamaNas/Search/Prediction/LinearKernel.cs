using LlamaNas.Statistics;

namespace LlamaNas.Search.Prediction;

/// <summary>Products of networks under the prior covariance of the features' weights, scaled so that a training network has about 1 with itself.</summary>
internal sealed class LinearKernel
{
    private readonly double[][] _covariance;    // [features][features], scaled

    public LinearKernel(TrainingSet training, KernelShape shape)
    {
        var features = training.Features;
        _covariance = [.. features.Select(left => features.Select(right => shape.Covariance(left, right)).ToArray())];
        var projected = Array.ConvertAll(training.Rows, Project);
        var scale = training.Rows.Select((row, index) => Cholesky.Dot(row, projected[index])).Average();
        scale = scale > 0 ? 1 / scale : 1;
        foreach (var row in _covariance)
            for (var column = 0; column < row.Length; column++)
                row[column] *= scale;
        Projected = Array.ConvertAll(projected, row => Array.ConvertAll(row, value => value * scale));
        Squares = [.. training.Rows.Select((row, index) => Cholesky.Dot(row, Projected[index]))];
    }

    /// <summary>Covariance times features of each training network: its inner product with any network's features is their linear kernel.</summary>
    public double[][] Projected { get; }

    /// <summary>Linear kernel of each training network with itself.</summary>
    public double[] Squares { get; }

    /// <summary>Linear kernel of a network with itself.</summary>
    public double Square(double[] centered) => Cholesky.Dot(centered, Project(centered));

    private double[] Project(double[] centered) => Array.ConvertAll(_covariance, row => Cholesky.Dot(row, centered));
}

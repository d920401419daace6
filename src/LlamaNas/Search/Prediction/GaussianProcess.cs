using LlamaNas.Statistics;

namespace LlamaNas.Search.Prediction;

/// <summary>Predicts one objective of a network from evaluated networks, with its own doubt: a Gaussian process (Rasmussen and Williams 2006, chapter 2).</summary>
internal sealed class GaussianProcess : IPredictor
{
    private readonly TrainingSet _training;
    private readonly double[][] _projected;     // features times weights of each training network
    private readonly double[] _squares;         // linear similarity of each with itself
    private readonly double[] _factor;          // Cholesky factor of similarities + noise, [n * n]
    private readonly double[] _weights;         // one per training network

    /// <summary>The process of a kernel, given evaluated networks.</summary>
    /// <param name="training">Evaluated networks.</param>
    /// <param name="kernel">How networks resemble each other.</param>
    /// <exception cref="ArithmeticException">The numbers do not allow it.</exception>
    public GaussianProcess(TrainingSet training, ProcessKernel kernel)
    {
        (_training, Kernel) = (training, kernel);
        _projected = Array.ConvertAll(training.Rows, kernel.Project);
        _squares = [.. training.Rows.Select((row, index) => Cholesky.Dot(row, _projected[index]))];
        var count = training.Rows.Length;
        _factor = new double[count * count];
        for (var row = 0; row < count; row++)
            for (var column = 0; column <= row; column++)
                _factor[(row * count) + column] = (row == column ? kernel.Noise + training.Noise[row] : 0)
                    + kernel.Of(Cholesky.Dot(training.Rows[row], _projected[column]), _squares[row], _squares[column]);
        if (!Cholesky.Factor(_factor, count))
            throw new ArithmeticException("The similarities of the evaluated networks are not positive definite.");
        _weights = training.Targets.ToArray();
        Cholesky.Solve(_factor, _weights);
    }

    /// <summary>How networks resemble each other.</summary>
    public ProcessKernel Kernel { get; }

    /// <summary>Standard deviation of the evaluated networks, in the objective's unit.</summary>
    public double Scale => _training.Scale;

    /// <summary>Expected value of the objective.</summary>
    /// <param name="features">Features as <see cref="FeatureMap"/> gives them.</param>
    public double Mean(double[] features)
    {
        var centered = _training.Centered(features);
        return _training.Mean + (_training.Scale * Cholesky.Dot(_weights, Similarities(centered, Cholesky.Dot(centered, Kernel.Project(centered)))));
    }

    /// <summary>Features less their means.</summary>
    public double[] Centered(double[] features) => _training.Centered(features);

    /// <summary>Similarities to the training networks.</summary>
    /// <param name="centered">Features less their means.</param>
    /// <param name="square">Linear similarity of the network with itself.</param>
    public double[] Similarities(double[] centered, double square)
    {
        var similarities = new double[_weights.Length];
        for (var row = 0; row < similarities.Length; row++)
            similarities[row] = Kernel.Of(Cholesky.Dot(centered, _projected[row]), square, _squares[row]);
        return similarities;
    }

    /// <summary>Solves similarities by the factor: their squares then sum to the variance that the training networks explain.</summary>
    public double[] Whitened(double[] similarities)
    {
        var whitened = (double[])similarities.Clone();
        Cholesky.SolveLower(_factor, whitened);
        return whitened;
    }
}

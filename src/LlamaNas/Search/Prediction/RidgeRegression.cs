using LlamaNas.Statistics;

namespace LlamaNas.Search.Prediction;

/// <summary>Predicts one objective as a sum of effects of features, each shrunk by a penalty: the one of six with the least squared error when each network is left out once.</summary>
internal sealed class RidgeRegression : IPredictor
{
    // As a share of the mean square of a network's centered features.
    private static readonly double[] Penalties = [0.001, 0.01, 0.03, 0.1, 0.3, 1];

    private readonly TrainingSet _training;
    private readonly double[] _effects;     // one per feature

    /// <summary>The regression on evaluated networks; values that were estimated in a race weigh less, by their errors.</summary>
    public RidgeRegression(TrainingSet training)
    {
        _training = training;
        var count = training.Rows.Length;
        var square = Math.Max(1e-9, training.Rows.Average(row => Cholesky.Dot(row, row)));
        var (weights, least) = (new double[count], double.PositiveInfinity);
        foreach (var penalty in Penalties)
        {
            var factor = new double[count * count];
            for (var row = 0; row < count; row++)
                for (var column = 0; column <= row; column++)
                    factor[(row * count) + column] = (row == column ? square * (penalty + training.Noise[row]) : 0) + Cholesky.Dot(training.Rows[row], training.Rows[column]);
            if (!Cholesky.Factor(factor, count))
                continue;
            var solved = training.Targets.ToArray();
            Cholesky.Solve(factor, solved);
            var inverse = Cholesky.Inverse(factor, count);
            var error = solved.Index().Sum(item => Square(item.Item / inverse[(item.Index * count) + item.Index]));     // of each network, left out
            if (error < least)
                (weights, least) = (solved, error);
        }

        _effects = new double[training.Features.Count];
        foreach (var (row, weight) in training.Rows.Zip(weights))
            Cholesky.AddScaled(_effects, row, weight);
    }

    public double Mean(double[] features) => _training.Mean + (_training.Scale * Cholesky.Dot(_effects, _training.Centered(features)));

    private static double Square(double value) => value * value;
}

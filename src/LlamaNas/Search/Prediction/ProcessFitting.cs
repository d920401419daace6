using LlamaNas.Statistics;

namespace LlamaNas.Search.Prediction;

/// <summary>
/// Finds the kernel under which the evaluated networks are most probable (marginal likelihood, Rasmussen and Williams 2006, chapter 5), with a prior that keeps the weights
/// of few data near each other. Climbs by the signs of the gradient (Riedmiller's Rprop).
/// </summary>
internal static class ProcessFitting
{
    private const double WeightVariance = 1.5, ShareVariance = 4, NoiseVariance = 2;
    private const double Least = -14, Most = 4;
    private static readonly double Bend = Math.Log(0.25), Local = Math.Log(0.1), Noise = Math.Log(0.01);

    /// <summary>Fits a kernel.</summary>
    /// <param name="training">Evaluated networks.</param>
    /// <param name="start">Kernel of fewer networks to go on from; null for none.</param>
    /// <param name="steps">Steps of the climb.</param>
    public static GaussianProcess Fit(TrainingSet training, ProcessKernel? start, int steps)
    {
        var point = start?.Logarithms ?? Start(training);
        var (step, last) = (point.Select(_ => 0.2).ToArray(), new double[point.Length]);
        var (best, least) = ((double[])point.Clone(), double.PositiveInfinity);
        for (var iteration = 0; iteration < steps; iteration++)
        {
            var (loss, gradient) = Loss(training, new ProcessKernel(point));
            if (loss < least)
                (best, least) = ((double[])point.Clone(), loss);
            for (var index = 0; index < point.Length; index++)
            {
                var agreement = gradient[index] * last[index];
                step[index] = agreement < 0 ? Math.Max(0.01, step[index] * 0.5) : agreement > 0 ? Math.Min(0.8, step[index] * 1.2) : step[index];
                last[index] = agreement < 0 ? 0 : gradient[index];
                point[index] = Math.Clamp(point[index] - (Math.Sign(last[index]) * step[index]), Least, Most);
            }
        }

        return new GaussianProcess(training, new ProcessKernel(best));
    }

    private static double[] Start(TrainingSet training)
    {
        var square = training.Rows.Average(row => Cholesky.Dot(row, row));
        return [.. Enumerable.Repeat(Math.Log(0.5 / Math.Max(square, 1e-9)), training.Features.Count), Bend, Local, Noise];
    }

    /// <summary>Negative logarithm of the probability, and its gradient by the kernel's logarithms.</summary>
    internal static (double Loss, double[] Gradient) Loss(TrainingSet training, ProcessKernel kernel)
    {
        var (count, logarithms) = (training.Rows.Length, kernel.Logarithms);
        var projected = Array.ConvertAll(training.Rows, kernel.Project);
        var linear = new double[count * count];
        for (var row = 0; row < count; row++)
            for (var column = 0; column <= row; column++)
                linear[(row * count) + column] = linear[(column * count) + row] = Cholesky.Dot(training.Rows[row], projected[column]);
        double Relative(int row, int column) => ProcessKernel.Relative(linear[(row * count) + column], linear[(row * count) + row], linear[(column * count) + column]);
        var factor = new double[count * count];
        for (var row = 0; row < count; row++)
            for (var column = 0; column <= row; column++)
                factor[(row * count) + column] = (row == column ? kernel.Noise + training.Noise[row] : 0)
                    + kernel.Of(linear[(row * count) + column], linear[(row * count) + row], linear[(column * count) + column]);
        if (!Cholesky.Factor(factor, count))
            return (double.PositiveInfinity, new double[logarithms.Length]);
        var weights = training.Targets.ToArray();
        Cholesky.Solve(factor, weights);
        var loss = 0.5 * Cholesky.Dot(training.Targets, weights);
        for (var row = 0; row < count; row++)
            loss += Math.Log(factor[(row * count) + row]);

        // Half of the inverse less the outer product of the weights: what the loss gains with each entry of the matrix.
        var sensitivity = Cholesky.Inverse(factor, count);
        var gradient = new double[logarithms.Length];
        var (products, relatives) = (new double[count * count], new double[count]);
        for (var row = 0; row < count; row++)
            for (var column = 0; column < count; column++)
            {
                var (entry, of) = (0.5 * (sensitivity[(row * count) + column] - (weights[row] * weights[column])), linear[(row * count) + column]);
                var relative = entry * kernel.Local * Relative(row, column);
                gradient[^3] += entry * kernel.Bend * of * of;
                gradient[^2] += relative;
                if (row == column)
                    gradient[^1] += entry * kernel.Noise;
                products[(row * count) + column] = (entry * (1 + (2 * kernel.Bend * of))) + (2 * relative);
                relatives[row] += 2 * relative;
            }

        AddWeights(gradient, training.Rows, kernel.Weights, products, relatives);
        return (loss + AddPrior(gradient, logarithms), gradient);
    }

    // The product of two networks' features counts by products, the squared distance by relatives: (a - b)^2 = a^2 + b^2 - 2ab.
    private static void AddWeights(double[] gradient, double[][] rows, double[] weights, double[] products, double[] relatives)
    {
        var count = rows.Length;
        var sum = new double[weights.Length];
        for (var row = 0; row < count; row++)
        {
            Array.Clear(sum);
            for (var other = 0; other < count; other++)
                Cholesky.AddScaled(sum, rows[other], products[(row * count) + other]);
            for (var feature = 0; feature < sum.Length; feature++)
                gradient[feature] += weights[feature] * rows[row][feature] * (sum[feature] - (relatives[row] * rows[row][feature]));
        }
    }

    private static double AddPrior(double[] gradient, double[] logarithms)
    {
        var middle = logarithms[..^3].Average();
        var loss = 0.0;
        for (var index = 0; index < logarithms.Length; index++)
        {
            var (mean, variance) = (logarithms.Length - index) switch
            {
                1 => (Noise, NoiseVariance),
                2 => (Local, ShareVariance),
                3 => (Bend, ShareVariance),
                _ => (middle, WeightVariance),
            };
            loss += 0.5 * (logarithms[index] - mean) * (logarithms[index] - mean) / variance;
            gradient[index] += (logarithms[index] - mean) / variance;
        }

        return loss;
    }
}

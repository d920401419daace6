using LlamaNas.Statistics;

namespace LlamaNas.Search.Prediction;

/// <summary>The predictors of LINAS as published: ridge regression or support vectors (RBF, gamma 1 / features, epsilon 0), whichever has the smaller percentage error in five folds.</summary>
internal static class PublishedPredictor
{
    private const int Folds = 5, Sweeps = 100;
    private static readonly double[] Penalties = [0.1, 0.3, 1, 3, 10];      // of ridge regression
    private static readonly double[] Costs = [1, 3, 10, 30, 100];           // of errors beside a margin

    /// <summary>Learns an objective.</summary>
    /// <param name="rows">Features of evaluated networks.</param>
    /// <param name="values">Their values.</param>
    /// <param name="random">Chooses the folds.</param>
    /// <returns>A function of features.</returns>
    public static Func<double[], double> Fit(double[][] rows, double[] values, Random random)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1e-12, values.Max(Math.Abs)))) - 1);
        var scaled = Array.ConvertAll(values, value => value / unit);
        Func<double[][], double[], Func<double[], double>>[] kinds = [
            .. Penalties.Select(penalty => (Func<double[][], double[], Func<double[], double>>)((some, of) => Ridge(some, of, penalty))),
            .. Costs.Select(cost => (Func<double[][], double[], Func<double[], double>>)((some, of) => SupportVectors(some, of, cost)))];
        var folds = Enumerable.Range(0, rows.Length).Select(row => row % Folds).ToArray();
        random.Shuffle(folds);
        var best = kinds.MinBy(kind => Enumerable.Range(0, Folds).Sum(fold =>
        {
            var predict = kind([.. rows.Where((_, row) => folds[row] != fold)], [.. scaled.Where((_, row) => folds[row] != fold)]);
            return rows.Index().Where(row => folds[row.Index] == fold).Sum(row => Math.Abs(predict(row.Item) - scaled[row.Index]) / Math.Max(1e-9, Math.Abs(scaled[row.Index])));
        }))!;
        var chosen = best(rows, scaled);
        return features => unit * chosen(features);
    }

    private static Func<double[], double> Ridge(double[][] rows, double[] values, double penalty)
    {
        var (mean, center) = (values.Average(), Center(rows));
        return WithKernel(rows, values, mean, (left, right) => Product(left, right, center), (matrix, targets) =>
        {
            for (var row = 0; row < targets.Length; row++)
                matrix[(row * targets.Length) + row] += penalty;
            Cholesky.Factor(matrix, targets.Length);
            Cholesky.Solve(matrix, targets);
        });
    }

    // Dual coordinate descent; the bias is the mean, which leaves the targets centered.
    private static Func<double[], double> SupportVectors(double[][] rows, double[] values, double cost) =>
        WithKernel(rows, values, Quantiles.Median(values), (left, right) => Math.Exp(-Distance(left, right) / left.Length), (matrix, targets) =>
        {
            var (count, weights) = (targets.Length, new double[targets.Length]);
            for (var sweep = 0; sweep < Sweeps; sweep++)
                for (var row = 0; row < count; row++)
                {
                    var error = targets[row] - Cholesky.Dot(matrix.AsSpan(row * count, count), weights);
                    weights[row] = Math.Clamp(weights[row] + (error / matrix[(row * count) + row]), -cost, cost);
                }

            weights.CopyTo(targets, 0);
        });

    private static Func<double[], double> WithKernel(
        double[][] rows, double[] values, double mean, Func<double[], double[], double> kernel, Action<double[], double[]> solve)
    {
        var count = rows.Length;
        var matrix = new double[count * count];
        for (var row = 0; row < count; row++)
            for (var column = 0; column < count; column++)
                matrix[(row * count) + column] = kernel(rows[row], rows[column]);
        var weights = Array.ConvertAll(values, value => value - mean);
        solve(matrix, weights);
        return features => mean + rows.Select((row, index) => weights[index] * kernel(features, row)).Sum();
    }

    private static double[] Center(double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(feature => rows.Average(row => row[feature]))];

    private static double Product(double[] left, double[] right, double[] center)
    {
        var sum = 0.0;
        for (var feature = 0; feature < left.Length; feature++)
            sum += (left[feature] - center[feature]) * (right[feature] - center[feature]);
        return sum;
    }

    private static double Distance(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var feature = 0; feature < left.Length; feature++)
            sum += (left[feature] - right[feature]) * (left[feature] - right[feature]);
        return sum;
    }
}

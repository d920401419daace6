using LlamaNas.Statistics;

namespace LlamaNas.Search.Prediction;

/// <summary>Evaluated networks as features and standardised values of one objective.</summary>
internal sealed class TrainingSet
{
    /// <summary>A training set.</summary>
    /// <param name="features">What the columns mean.</param>
    /// <param name="rows">Features of each network.</param>
    /// <param name="values">Value of each network.</param>
    /// <param name="errors">Standard error of each value beyond that of all the others; null for none.</param>
    public TrainingSet(EquatableArray<Feature> features, IReadOnlyList<double[]> rows, IReadOnlyList<double> values, IReadOnlyList<double>? errors = null)
    {
        Features = features;
        Center = [.. Enumerable.Range(0, features.Count).Select(column => rows.Average(row => row[column]))];
        Rows = [.. rows.Select(row => Centered(row))];
        Mean = values.Average();
        Scale = Moments.StandardDeviation([.. values]) is > 0 and var deviation ? deviation : 1;
        Noise = [.. values.Select((_, row) => errors is null ? 0 : errors[row] * errors[row] / (Scale * Scale))];
        Targets = [.. values.Select(value => (value - Mean) / Scale)];
    }

    public EquatableArray<Feature> Features { get; }

    /// <summary>Mean of each feature.</summary>
    public double[] Center { get; }

    /// <summary>Centered features of each network.</summary>
    public double[][] Rows { get; }

    public double Mean { get; }

    public double Scale { get; }

    /// <summary>Values with mean 0 and deviation 1.</summary>
    public double[] Targets { get; }

    /// <summary>Variance of each target beyond that of all the others.</summary>
    public double[] Noise { get; }

    public double[] Centered(double[] row) => [.. row.Select((value, column) => value - Center[column])];
}

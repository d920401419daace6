using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;

namespace LlamaNas.Search.Prediction;

/// <summary>A network that may be evaluated next, with all that its evaluation might show.</summary>
internal sealed class Prospect
{
    // Midpoints of eight equally likely parts of a normal distribution.
    private static readonly double[] Normal = [-1.534, -0.887, -0.489, -0.157, 0.157, 0.489, 0.887, 1.534];

    private readonly Forecast?[] _forecasts;     // null for formulas

    /// <summary>A prospect.</summary>
    /// <param name="genotype">The network.</param>
    /// <param name="mean">Its expected point.</param>
    /// <param name="forecasts">What is expected by objective; null for formulas.</param>
    public Prospect(Genotype genotype, Point mean, Forecast?[] forecasts) => (Genotype, Mean, _forecasts) = (genotype, mean, forecasts);

    public Genotype Genotype { get; }

    /// <summary>Expected point.</summary>
    public Point Mean { get; }

    /// <summary>Equally likely outcomes, minimised; uncertain objectives vary independently (a lattice).</summary>
    public IEnumerable<double[]> Outcomes()
    {
        double[] deviations = [.. _forecasts.Select(forecast => forecast?.Deviation ?? 0)];
        for (var sample = 0; sample < Normal.Length; sample++)
        {
            var values = (double[])Mean.Values.Clone();
            for (var (objective, stride) = (0, 1); objective < values.Length; objective++)
                if (_forecasts[objective] is not null)
                {
                    values[objective] += deviations[objective] * Normal[((stride * sample) + (stride / 8)) % Normal.Length];
                    stride += 2;
                }

            yield return values;
        }
    }

    /// <summary>Takes into account that another network will be evaluated.</summary>
    public void Await(Prospect other)
    {
        foreach (var (own, others) in _forecasts.Zip(other._forecasts))
            own?.Await(others!);
    }
}

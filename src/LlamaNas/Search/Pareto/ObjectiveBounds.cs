namespace LlamaNas.Search.Pareto;

/// <summary>
/// The range of each objective that hypervolumes are normalised with. Fractions and percentages have their natural range; all else the
/// range of the candidates, so compare only hypervolumes that share their bounds.
/// </summary>
/// <param name="Best">Best value per objective, minimised.</param>
/// <param name="Worst">Worst value per objective, minimised.</param>
internal sealed record ObjectiveBounds(double[] Best, double[] Worst)
{
    /// <summary>The bounds of candidates.</summary>
    /// <param name="values">Objective values of each candidate, in natural sign.</param>
    /// <param name="objectives">The objectives.</param>
    public static ObjectiveBounds Of(IReadOnlyList<EquatableArray<double>> values, IReadOnlyList<Objective> objectives)
    {
        var ranges = objectives.Select((objective, index) => objective.Unit switch
        {
            "fraction" => (Least: 0.0, Most: 1.0),
            "percent" => (Least: 0.0, Most: 100.0),
            _ => (Least: values.Min(value => value[index]), Most: values.Max(value => value[index])),
        }).ToArray();
        return new ObjectiveBounds(
            Point.Of([.. ranges.Select((range, index) => objectives[index].Direction == Direction.Maximise ? range.Most : range.Least)], objectives).Values,
            Point.Of([.. ranges.Select((range, index) => objectives[index].Direction == Direction.Maximise ? range.Least : range.Most)], objectives).Values);
    }

    /// <summary>Each value scaled so that 0 is the best and 1 the worst; 0 where best and worst are equal.</summary>
    public double[] Normalise(double[] minimised) =>
        [.. minimised.Select((value, index) => Worst[index] > Best[index] ? (value - Best[index]) / (Worst[index] - Best[index]) : 0)];

    /// <summary>
    /// Share, 0 to 1, of the box between best and worst that the points dominate. The reference lies a hundredth beyond the worst, so that
    /// the ends of the front count.
    /// </summary>
    public double NormalisedHypervolume(IEnumerable<double[]> minimised)
    {
        const double reference = 1.01;
        return Hypervolume.Of(minimised.Select(Normalise), [.. Best.Select(_ => reference)]) / Math.Pow(reference, Best.Length);
    }
}

namespace LlamaNas.Search.Pareto;

/// <summary>A point in objective space.</summary>
/// <param name="Values">One value per objective, all minimised.</param>
/// <param name="Violation">0 where all constraints hold, else how far they are missed.</param>
internal readonly record struct Point(double[] Values, double Violation = 0)
{
    /// <summary>Values in natural sign to a point.</summary>
    public static Point Of(ReadOnlySpan<double> values, IReadOnlyList<Objective> objectives, double violation = 0)
    {
        var minimised = values.ToArray();
        for (var index = 0; index < minimised.Length; index++)
            if (objectives[index].Direction == Direction.Maximise)
                minimised[index] = -minimised[index];
        return new Point(minimised, violation);
    }
}

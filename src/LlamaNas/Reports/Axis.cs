using System.Globalization;

namespace LlamaNas.Reports;

/// <summary>A linear axis with round tick values.</summary>
/// <param name="Minimum">Value at the axis' start.</param>
/// <param name="Maximum">Value at its end.</param>
/// <param name="Step">Distance of the ticks: 1, 2 or 5 times a power of ten.</param>
internal sealed record Axis(double Minimum, double Maximum, double Step)
{
    private const int WantedTicks = 6;

    /// <summary>The ticks, ascending, from end to end.</summary>
    public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round((Maximum - Minimum) / Step) + 1).Select(index => Minimum + (index * Step));

    /// <summary>An axis that holds all values; 0 to 1 where there are none.</summary>
    public static Axis Around(IEnumerable<double> values)
    {
        var known = values.Where(double.IsFinite).ToArray();
        if (known.Length == 0)
            return new Axis(0, 1, 0.2);

        var (least, most) = (known.Min(), known.Max());
        var span = most > least ? most - least : Math.Max(1e-9, Math.Abs(most) * 0.1);
        var step = RoundStep(span / WantedTicks);
        var minimum = Math.Floor((least - (0.04 * span)) / step) * step;
        var maximum = Math.Ceiling((most + (0.04 * span)) / step) * step;
        return new Axis(least >= 0 ? Math.Max(0, minimum) : minimum, maximum, step);
    }

    /// <summary>Where a value lies, 0 at the start and 1 at the end.</summary>
    public double Share(double value) => (value - Minimum) / (Maximum - Minimum);

    /// <summary>A tick's label, with as many decimals as the step needs.</summary>
    public string Label(double tick)
    {
        var decimals = (int)Math.Max(0, Math.Ceiling(-Math.Log10(Step) - 1e-9));
        return Math.Round(tick, decimals).ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    private static double RoundStep(double raw)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
    }
}

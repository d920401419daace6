using System.Globalization;
using LlamaNas.Search;

namespace LlamaNas.Pipelines;

/// <summary>Objective values as text.</summary>
internal static class ObjectiveText
{
    /// <summary>As exact as a table shows it.</summary>
    public static string Full(Objective objective, double value) => objective.Unit switch
    {
        "fraction" => string.Create(CultureInfo.InvariantCulture, $"{100 * value:F2} %"),
        "ms" or "tokens/s" => string.Create(CultureInfo.InvariantCulture, $"{value:F2} {objective.Unit}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:N0}"),
    };

    /// <summary>As short as a progress line needs it.</summary>
    public static string Short(Objective objective, double value) => objective.Unit switch
    {
        "fraction" => string.Create(CultureInfo.InvariantCulture, $"{100 * value:F1} %"),
        "ms" or "tokens/s" => string.Create(CultureInfo.InvariantCulture, $"{value:F1} {objective.Unit}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:F2} M"),
    };
}

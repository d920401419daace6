using System.Globalization;
using LlamaNas.Search;
using LlamaNas.Statistics;

namespace LlamaNas.Reports;

/// <summary>How reports print numbers.</summary>
internal static class ReportText
{
    public static string Millions(long parameters) => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e6:F2} M");

    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB");

    public static string Megabytes(long? bytes) => bytes is { } known ? Megabytes(known) : "";

    public static string Ratio(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:F2}x");

    public static string Percent(double share) => double.IsFinite(share) ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %") : "";

    public static string Interval(ConfidenceInterval? interval) => interval is { } known && double.IsFinite(known.Estimate)
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * known.Estimate:F1} % [{100 * known.Lower:F1}, {100 * known.Upper:F1}]")
        : "";

    public static string Points(ConfidenceInterval? interval) => interval is { } known && double.IsFinite(known.Estimate)
        ? $"{Points(known.Estimate)} [{Points(known.Lower)}, {Points(known.Upper)}]"
        : "";

    /// <summary>A difference of shares in percentage points, signed unless it rounds to 0.</summary>
    public static string Points(double difference) => (100 * difference).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>A probability of chance: none is 0, so a small one is said to be below 0.001.</summary>
    public static string PValue(double probability) => probability < 0.001 ? "< 0.001" : probability.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>A member's name: full, or its id on the front, as <c>extract --select</c> takes it.</summary>
    public static string Name(ReportSection section, FrontMember member) => member == section.Members[0]
        ? "full"
        : section.Networks.FirstOrDefault(network => network.SubNetwork == member.SubNetwork && network.FrontId > 0)?.FrontId.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>A baseline's name, with what was done to it afterwards.</summary>
    public static string Method(BaselineScore baseline) => baseline.Tuned ? $"{baseline.Method}, fine-tuned" : baseline.Method;

    /// <summary>An objective's value with its unit.</summary>
    public static string Value(Objective objective, double value) => objective.Unit switch
    {
        "fraction" => Percent(value),
        "count" => Millions((long)value),
        "bytes" => Megabytes((long)value),
        var unit => string.Create(CultureInfo.InvariantCulture, $"{value:G5} {unit}"),
    };
}

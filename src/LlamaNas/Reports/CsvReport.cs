using System.Globalization;
using System.Text;
using LlamaNas.Statistics;

namespace LlamaNas.Reports;

/// <summary>A report's fronts and other methods' networks as comma-separated values; shares from 0 to 1, intervals as lower and upper ends.</summary>
public static class CsvReport
{
    /// <summary>The text, with a header line.</summary>
    public static string Write(ReportModel report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        text.AppendLine("search,network,layers,parameters,size_ratio,bytes,search_accuracy,accuracy,accuracy_lower,accuracy_upper,difference,difference_lower,difference_upper,"
            + "int8_accuracy,int8_accuracy_lower,int8_accuracy_upper,int8_bytes,architecture");
        foreach (var section in report.Sections)
        {
            foreach (var member in section.Members)
                text.AppendLine(CultureInfo.InvariantCulture, $"{Quote(section.Name)},{ReportText.Name(section, member)},{member.SubNetwork.Layers.Count},{member.Parameters},{member.SizeRatio:F4},{member.Bytes},{member.SearchAccuracy:F6},{Ends(member.Accuracy)},{Ends(member.Difference)},{Ends(member.Int8Accuracy)},{member.Int8Bytes},{Quote(member.SubNetwork.ToString())}");
            foreach (var network in section.Untested)
                text.AppendLine(CultureInfo.InvariantCulture, $"{Quote(section.Name)},{network.FrontId},{network.SubNetwork.Layers.Count},{network.Parameters},,{network.Bytes},{network.SearchAccuracy:F6},,,,,,,,,,,{Quote(network.SubNetwork.ToString())}");
        }

        foreach (var (baseline, task, accuracy) in report.Baselines.SelectMany(baseline => baseline.Accuracy.Select(pair => (baseline, pair.Key, TaskMean.Interval(pair.Value.Value, pair.Value.StandardError)))))
            text.AppendLine(CultureInfo.InvariantCulture, $"{Quote(task)},{Quote(ReportText.Method(baseline))},,{baseline.Parameters},,{baseline.Bytes},,{accuracy.Estimate:F6},{accuracy.Lower:F6},{accuracy.Upper:F6},,,,,,,,");
        return text.ToString();
    }

    private static string Ends(ConfidenceInterval? interval) => interval is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{known.Estimate:F6},{known.Lower:F6},{known.Upper:F6}")
        : ",,";

    private static string Quote(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

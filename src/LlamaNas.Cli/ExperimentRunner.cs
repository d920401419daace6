using System.Globalization;
using LlamaNas.Pipelines;
using LlamaNas.Reports;
using LlamaNas.Statistics;
using TorchSharp;

namespace LlamaNas.Cli;

/// <summary>Runs an experiment and prints what it gave: shared by run and quickstart.</summary>
internal static class ExperimentRunner
{
    public static async Task<int> RunAsync(RunConfiguration configuration, torch.Device device, CancellationToken cancellationToken)
    {
        using var progress = new ConsoleProgress();
        var outcome = await new ExperimentPipeline(configuration, device, progress).RunAsync(cancellationToken);
        progress.Close();
        foreach (var search in outcome.Searches)
            Print(search);
        Console.WriteLine($"Report: {outcome.ReportPath}");
        return ExitCode.Done;
    }

    private static void Print(SearchOutcome search)
    {
        Console.WriteLine($"{search.Name}: on the test split, 95 % intervals, differences paired with the full network");
        ConsoleTable.Print(
            ["", "parameters", "smaller", "layers", "accuracy", "against full", "INT8", "INT8 against own"],
            search.Members.Select((member, index) => new[]
            {
                (index == 0 ? "full" : $"{member.FrontId}") + (member == search.Chosen ? " *" : ""),
                string.Create(CultureInfo.InvariantCulture, $"{member.Parameters / 1e6:F2} M"),
                string.Create(CultureInfo.InvariantCulture, $"{member.SizeRatio:F2}x"),
                $"{member.SubNetwork.Layers.Count}",
                Interval(member.Accuracy),
                index == 0 ? "" : ReportText.Points(member.Difference),
                member.Int8Accuracy is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $"{100 * accuracy.Estimate:F1} %") : "",
                member.Int8Difference is { } difference ? ReportText.Points(difference) : "",
            }));
        Console.WriteLine($"* {search.Chosen.SizeRatio.ToString("F2", CultureInfo.InvariantCulture)}x smaller, chosen on the search split, {(search.Chosen.KeepsAccuracy ? "not significantly" : "significantly")} less accurate: {search.ExtractedFolder}");
        Console.WriteLine();
    }

    private static string Interval(ConfidenceInterval interval) => string.Create(
        CultureInfo.InvariantCulture, $"{100 * interval.Estimate:F1} % [{100 * interval.Lower:F1}, {100 * interval.Upper:F1}]");
}

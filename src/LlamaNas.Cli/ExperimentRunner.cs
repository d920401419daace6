using System.Globalization;
using LlamaNas.Pipelines;
using LlamaNas.Statistics;
using TorchSharp;

namespace LlamaNas.Cli;

/// <summary>Runs an experiment and prints what it gave: shared by run and quickstart.</summary>
internal static class ExperimentRunner
{
    public static async Task<int> RunAsync(RunConfiguration configuration, torch.Device device, CancellationToken cancellationToken)
    {
        var progress = new ConsoleProgress();
        try
        {
            var outcome = await new ExperimentPipeline(configuration, device, progress).RunAsync(cancellationToken);
            progress.Close();
            foreach (var search in outcome.Searches)
                Print(search);
            Console.WriteLine($"Report: {outcome.ReportPath}");
            return ExitCode.Done;
        }
        finally
        {
            progress.Close();
        }
    }

    private static void Print(SearchOutcome search)
    {
        Console.WriteLine($"{search.Name}: on the test split, 95 % intervals, differences paired with the full network");
        Console.WriteLine("      parameters  smaller  layers              accuracy          against full      INT8");
        foreach (var (index, member) in search.Members.Index())
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(member == search.Chosen ? "*" : " ")} {(index == 0 ? "full" : $"{index}"),-5} {member.Parameters / 1e6,7:F2} M {member.SizeRatio,7:F2}x {member.SubNetwork.Layers.Count,7}  {Interval(member.Accuracy),20}  {Points(member.Difference),20}   {100 * member.Int8Accuracy?.Estimate,5:F1} %"));
        }

        Console.WriteLine($"* {search.Chosen.SizeRatio.ToString("F2", CultureInfo.InvariantCulture)}x smaller, chosen on the search split, {(search.Chosen.KeepsAccuracy ? "not significantly" : "significantly")} less accurate: {search.ExtractedFolder}");
        Console.WriteLine();
    }

    private static string Interval(ConfidenceInterval interval) => string.Create(
        CultureInfo.InvariantCulture, $"{100 * interval.Estimate:F1} % [{100 * interval.Lower:F1}, {100 * interval.Upper:F1}]");

    private static string Points(ConfidenceInterval interval) => string.Create(
        CultureInfo.InvariantCulture, $"{100 * interval.Estimate:+0.0;-0.0;0.0} [{100 * interval.Lower:+0.0;-0.0;0.0}, {100 * interval.Upper:+0.0;-0.0;0.0}]");
}

using System.Globalization;
using LlamaNas.Measurement;
using LlamaNas.Reports;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>The charts of a search: accuracy against parameters, and hypervolume over the evaluations.</summary>
internal static class FrontChart
{
    /// <summary>Accuracy against parameters: what was evaluated, the front, the front on the test split, INT8.</summary>
    public static ChartModel Of(string name, StoredRun run, IReadOnlyList<FrontMember> tested, SubNetwork chosen)
    {
        ChartPoint Searched(Candidate candidate)
        {
            var (parameters, accuracy) = (ParameterCount.Of(run.Config, candidate.SubNetwork), run.SearchAccuracy(candidate.SubNetwork));
            return new ChartPoint(parameters / 1e6, 100 * accuracy, Text: $"{ReportText.Millions(parameters)}, {ReportText.Percent(accuracy)} on the search split");
        }

        ChartPoint Test(FrontMember member) => new(
            member.Parameters / 1e6, 100 * member.Accuracy.Estimate, 100 * member.Accuracy.Lower, 100 * member.Accuracy.Upper,
            $"{ReportText.Millions(member.Parameters)}, {ReportText.Interval(member.Accuracy)} on the test split, {ReportText.Points(member.Difference)} points against full");

        ChartPoint Quantized(FrontMember member) => new(
            member.Parameters / 1e6, 100 * member.Int8Accuracy!.Value.Estimate, Text: $"INT8: {ReportText.Interval(member.Int8Accuracy)} on the test split");

        var front = run.Front;
        List<ChartSeries> series =
        [
            new("evaluated (search split)", SeriesStyle.Cloud, [.. run.Candidates.Where(candidate => candidate.IsComplete).Select(Searched)]),
            new("front (search split)", SeriesStyle.Front, [.. front.Select(Searched)]),
        ];
        if (tested.Count > 0)
        {
            series.Add(new("front (test split, 95 %)", SeriesStyle.Tested, [.. tested.Skip(1).Select(Test)]));
            series.Add(new("full network (test split)", SeriesStyle.Reference, [Test(tested[0])]));
            if (tested.Any(member => member.Int8Accuracy is not null))
                series.Add(new("INT8", SeriesStyle.Quantized, [.. tested.Where(member => member.Int8Accuracy is not null).Select(Quantized)]));
            if (tested.FirstOrDefault(member => member.SubNetwork == chosen) is { } member)
                series.Add(new("extracted", SeriesStyle.Chosen, [Test(member) with { Lower = null, Upper = null }]));
        }

        return new ChartModel($"{name}: accuracy against size", "parameters, millions", "accuracy, %", [.. series]);
    }

    /// <summary>Hypervolume of the front after each round.</summary>
    public static ChartModel Convergence(IReadOnlyList<RoundFinished> rounds) => new(
        "Progress of the search",
        "networks evaluated",
        "normalised hypervolume",
        [
            new("hypervolume", SeriesStyle.Line, [.. rounds.Select(round => new ChartPoint(
                round.Evaluations, round.Hypervolume,
                Text: string.Create(CultureInfo.InvariantCulture, $"{round.Evaluations} evaluations: {round.Hypervolume:F4}")
                    + (round.RankCorrelation is { } tau ? string.Create(CultureInfo.InvariantCulture, $", predictor's Kendall tau {tau:F2}") : "")))]),
        ]);
}

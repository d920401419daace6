using System.Globalization;

namespace LlamaNas.Reports;

/// <summary>The charts of a search, before they are drawn: accuracy against parameters, and hypervolume over the evaluations.</summary>
internal static class FrontChart
{
    /// <summary>Accuracy against parameters: what was evaluated, the front, the front on the test split, INT8, and other methods.</summary>
    public static ChartModel Of(ReportSection section, EquatableArray<BaselineScore> baselines)
    {
        List<ChartSeries> series =
        [
            new($"evaluated, {section.Source.SearchSplit}", SeriesStyle.Cloud, [.. section.Networks.Where(network => network.IsComplete).Select(Searched)]),
            new($"front, {section.Source.SearchSplit}", SeriesStyle.Front, [.. section.Front.Select(Searched)]),
        ];
        if (section.Members.Count > 0)
        {
            series.Add(new("front (test split, 95 %)", SeriesStyle.Tested, [.. section.Members.Skip(1).Select(Tested)]));
            series.Add(new("full network (test split)", SeriesStyle.Reference, [Tested(section.Members[0])]));
            if (section.Members.Any(member => member.Int8Accuracy is not null))
                series.Add(new("INT8", SeriesStyle.Quantized, [.. section.Members.Where(member => member.Int8Accuracy is not null).Select(Quantized)]));
            if (section.Chosen is { } chosen)
                series.Add(new("extracted", SeriesStyle.Chosen, [Tested(chosen) with { Lower = null, Upper = null }]));
        }

        var comparable = baselines.Where(baseline => section.Source.Tasks.All(baseline.Accuracy.ContainsKey)).ToArray();
        if (comparable.Length > 0)
            series.Add(new("other methods (test split)", SeriesStyle.Baseline, [.. comparable.Select(baseline => Other(baseline, section.Source.Tasks))]));
        return new ChartModel($"{section.Name}: accuracy against size", "parameters, millions",
            section.Source.SearchesProbability ? "accuracy (search split: probability), %" : "accuracy, %", [.. series]);
    }

    /// <summary>Hypervolume of the front after each evaluation, beside what the first, unlearnt batch reached.</summary>
    public static ChartModel Convergence(ReportSection section)
    {
        var (values, first) = (section.Hypervolume.Values, section.Hypervolume.FirstBatch);
        List<ChartSeries> series =
        [
            new(section.Source.Algorithm, SeriesStyle.Line, [.. values.Select((value, index) => new ChartPoint(
                index + 1, value, Text: string.Create(CultureInfo.InvariantCulture, $"{index + 1} evaluations: {value:F4}")))]),
        ];
        if (first > 0 && first < values.Count)
            series.Add(new($"first {first}, before any learning", SeriesStyle.Level, [new(first, values[first - 1]), new(values.Count, values[first - 1])]));
        return new ChartModel("Progress of the search", "networks evaluated", "normalised hypervolume", [.. series]);
    }

    private static ChartPoint Searched(EvaluatedNetwork network) => new(
        network.Parameters / 1e6, 100 * network.SearchAccuracy, Text: $"{ReportText.Millions(network.Parameters)}, {ReportText.Percent(network.SearchAccuracy)} on the search split");

    private static ChartPoint Tested(FrontMember member) => new(
        member.Parameters / 1e6, 100 * member.Accuracy.Estimate, 100 * member.Accuracy.Lower, 100 * member.Accuracy.Upper,
        $"{ReportText.Millions(member.Parameters)}, {ReportText.Interval(member.Accuracy)} on the test split, {ReportText.Points(member.Difference)} points against full");

    private static ChartPoint Quantized(FrontMember member) => new(
        member.Parameters / 1e6, 100 * member.Int8Accuracy!.Value.Estimate, Text: $"INT8: {ReportText.Interval(member.Int8Accuracy)} on the test split");

    private static ChartPoint Other(BaselineScore baseline, EquatableArray<string> tasks)
    {
        var accuracy = tasks.Average(task => baseline.Accuracy[task].Value);
        return new ChartPoint(baseline.Parameters / 1e6, 100 * accuracy, Text: $"{ReportText.Method(baseline)}: {ReportText.Millions(baseline.Parameters)}, {ReportText.Percent(accuracy)} on the test split");
    }
}

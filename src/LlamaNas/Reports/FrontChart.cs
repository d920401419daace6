using System.Globalization;
using LlamaNas.Statistics;

namespace LlamaNas.Reports;

/// <summary>The charts of a search, before they are drawn: accuracy against size, and hypervolume over the evaluations.</summary>
internal static class FrontChart
{
    /// <summary>Accuracy against size: what was evaluated, the front, the front on the test split, INT8, and other methods. With these, all are means over the same tasks.</summary>
    public static ChartModel Of(ReportSection section, EquatableArray<BaselineScore> baselines)
    {
        var view = new View(section.Source.Tasks, BaselineComparison.Of(section, baselines));
        var comparison = view.Comparison;
        List<ChartSeries> series = [];
        if (comparison.ShowsSearchSplit)
        {
            series.Add(new($"evaluated, {section.Source.SearchSplit}", SeriesStyle.Cloud, [.. section.Networks.Where(network => network.IsComplete).Select(view.Searched)]));
            series.Add(new($"front, {section.Source.SearchSplit}", SeriesStyle.Front, [.. section.Front.Select(view.Searched)]));
        }

        if (section.Members.Count > 0)
        {
            series.Add(new("front (test split, 95 %)", SeriesStyle.Tested, [.. section.Members.Skip(1).Select(view.Tested)]));
            series.Add(new("full network (test split)", SeriesStyle.Reference, [view.Tested(section.Members[0])]));
            if (view.ShowsAllTasks && section.Members.Any(member => member.Int8Accuracy is not null))
                series.Add(new("INT8", SeriesStyle.Quantized, [.. section.Members.Where(member => member.Int8Accuracy is not null).Select(view.Quantized)]));
            if (section.Chosen is { } chosen)
                series.Add(new("extracted", SeriesStyle.Chosen, [view.Tested(chosen) with { Lower = null, Upper = null }]));
        }

        if (comparison.Drawn.Count > 0)
            series.Add(new("other methods (test split)", SeriesStyle.Baseline, [.. comparison.Drawn.Select(view.Other)]));
        return new ChartModel($"{section.Name}: accuracy against size", comparison.ByBytes ? "weight bytes, MB" : "parameters, millions", view.AccuracyLabel(section.Source), [.. series]);
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

    /// <summary>Networks as points: size across, and the mean accuracy over the tasks that are shown.</summary>
    private sealed record View(EquatableArray<string> OwnTasks, BaselineComparison Comparison)
    {
        public bool ShowsAllTasks => Comparison.Tasks.Count == OwnTasks.Count;

        public string AccuracyLabel(RunSource source) => (ShowsAllTasks, Comparison.ShowsSearchSplit && source.SearchesProbability) switch
        {
            (false, _) => $"accuracy ({string.Join(", ", Comparison.Tasks)}), %",
            (true, true) => "accuracy (search split: probability), %",
            (true, false) => "accuracy, %",
        };

        public ChartPoint Searched(EvaluatedNetwork network)
        {
            var accuracy = ShowsAllTasks ? network.SearchAccuracy : TaskMean.Of(Shown(network.Accuracies)).Estimate;
            return new ChartPoint(Size(network.Parameters, network.Bytes), 100 * accuracy, Text: $"{ReportText.Millions(network.Parameters)}, {ReportText.Percent(accuracy)} on the search split");
        }

        public ChartPoint Tested(FrontMember member)
        {
            var accuracy = ShowsAllTasks ? member.Accuracy : TaskMean.Of(Shown(member.TestAccuracies));
            return Point(
                Size(member.Parameters, member.Bytes), accuracy,
                $"{ReportText.Millions(member.Parameters)}, {ReportText.Interval(accuracy)} on the test split" + (ShowsAllTasks ? $", {ReportText.Points(member.Difference)} points against full" : ""));
        }

        public ChartPoint Quantized(FrontMember member) => new(
            Size(member.Parameters, member.Int8Bytes), 100 * member.Int8Accuracy!.Value.Estimate, Text: $"INT8: {ReportText.Interval(member.Int8Accuracy)} on the test split");

        public ChartPoint Other(BaselineScore baseline)
        {
            var accuracy = Comparison.Tasks.Average(task => baseline.Accuracy[task].Value);
            return new ChartPoint(
                Size(baseline.Parameters, baseline.Bytes ?? 0), 100 * accuracy,
                Text: $"{ReportText.Method(baseline)}: {ReportText.Millions(baseline.Parameters)}, {ReportText.Percent(accuracy)} on the test split");
        }

        private static ChartPoint Point(double size, ConfidenceInterval accuracy, string text) => new(size, 100 * accuracy.Estimate, 100 * accuracy.Lower, 100 * accuracy.Upper, text);

        private IEnumerable<TaskAccuracy> Shown(EquatableArray<TaskAccuracy> accuracies) => accuracies.Where(accuracy => Comparison.Tasks.Contains(accuracy.Task));

        private double Size(long parameters, long bytes) => (Comparison.ByBytes ? bytes : parameters) / 1e6;
    }
}

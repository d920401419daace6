using LlamaNas.Reports;

namespace LlamaNas.Tests.Reports;

public sealed class BaselineComparisonTests
{
    private static readonly ReportSection Mixed = SampleReport.Section with { Source = SampleReport.Section.Source with { Tasks = ["arc_easy", "c4"] } };

    private static readonly ReportSection Probabilities = SampleReport.Section with
    {
        Source = SampleReport.Section.Source with { Objectives = [SampleReport.Objectives[0] with { Name = "probability" }, SampleReport.Objectives[1]] },
    };

    [Fact]
    public void A_text_task_that_other_methods_have_no_score_on_does_not_hide_them()
    {
        var comparison = BaselineComparison.Of(Mixed, SampleReport.Baselines);
        var chart = FrontChart.Of(Mixed, SampleReport.Baselines);

        Assert.Equal(["arc_easy"], comparison.Tasks);
        Assert.Equal("Means over arc_easy: no other method has a score on c4.", comparison.Note);
        Assert.Equal("accuracy (arc_easy), %", chart.YLabel);
        Assert.Equal(41, chart.Series.Single(series => series.Style == SeriesStyle.Baseline).Points.Single().Y);
        Assert.Equal(48, chart.Series.Single(series => series.Style == SeriesStyle.Tested).Points.Single().Y, 9);
    }

    [Fact]
    public void Scores_on_other_documents_are_named()
    {
        BaselineScore other = SampleReport.Baselines[0] with { Accuracy = new Dictionary<string, BaselineAccuracy> { ["arc_easy"] = new(0.41, 0.02, Documents: 120) } };
        var full = SampleReport.Full with { TestAccuracies = [new("arc_easy", 0.5, 0.05, Documents: 160)] };
        var section = SampleReport.Section with { Members = [full, SampleReport.Small], Source = SampleReport.Section.Source with { Settings = [new("seed", "7")] } };

        Assert.Equal(
            "Other methods were scored on the test half of seed 42, these networks on that of seed 7. Other methods were scored on 120 documents of arc_easy, these networks on 160.",
            BaselineComparison.Of(section, [other]).Note);
        Assert.Equal("", BaselineComparison.Of(SampleReport.Section, [other]).Note);
    }

    [Fact]
    public void Where_no_task_is_shared_the_page_says_so()
    {
        var section = SampleReport.Section with { Source = SampleReport.Section.Source with { Tasks = ["piqa"] } };

        Assert.Empty(BaselineComparison.Of(section, SampleReport.Baselines).Drawn);
        Assert.Contains("Other methods are not drawn: none has a score on piqa.", HtmlReport.Write(SampleReport.Model with { Sections = [section] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Accuracies_of_other_methods_do_not_stand_among_probabilities()
    {
        var tested = FrontChart.Of(Probabilities, SampleReport.Baselines);
        var untested = FrontChart.Of(Probabilities with { Members = [], Chosen = null }, SampleReport.Baselines);

        Assert.DoesNotContain(tested.Series, series => series.Style is SeriesStyle.Cloud or SeriesStyle.Front);
        Assert.Contains(tested.Series, series => series.Style == SeriesStyle.Baseline);
        Assert.DoesNotContain(untested.Series, series => series.Style == SeriesStyle.Baseline);
        Assert.Contains(FrontChart.Of(Probabilities, []).Series, series => series.Style == SeriesStyle.Front);
    }

    [Fact]
    public void Sparse_networks_are_compared_by_what_is_stored()
    {
        EquatableArray<BaselineScore> sparse = [SampleReport.Baselines[0] with { Method = "wanda-50", Parameters = 1_800_000, Bytes = 4_000_000 }];

        var chart = FrontChart.Of(SampleReport.Section, sparse);

        Assert.Equal("weight bytes, MB", chart.XLabel);
        Assert.Equal(4, chart.Series.Single(series => series.Style == SeriesStyle.Baseline).Points.Single().X);
        Assert.Equal("parameters, millions", FrontChart.Of(SampleReport.Section, SampleReport.Baselines).XLabel);
    }
}

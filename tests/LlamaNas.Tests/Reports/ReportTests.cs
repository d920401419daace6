using System.Xml.Linq;
using LlamaNas.Reports;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Tests.Reports;

public sealed class ReportTests
{
    private static readonly FrontMember Full = Member([0, 1, 2], [24, 24, 24], parameters: 3_000_000, ratio: 1, new(0.5, 0.4, 0.6), new(0, 0, 0));
    private static readonly FrontMember Small = Member([0, 2], [24, 12], parameters: 1_500_000, ratio: 2, new(0.48, 0.39, 0.58), new(-0.02, -0.06, 0.02));

    private static readonly ReportModel Model = new(
        "A <title>",
        [new("model", "tiny & small")],
        [
            new ReportSection(
                "arc_easy", [new("budget", "80")],
                new ChartModel("accuracy", "millions", "%", [new("front", SeriesStyle.Tested, [new(1.5, 48, 39, 58, "1.5 M")]), new("full", SeriesStyle.Reference, [new(3, 50)])]),
                new ChartModel("progress", "evaluations", "hypervolume", [new("hypervolume", SeriesStyle.Line, [new(20, 0.2), new(40, 0.3)])]),
                [24, 24, 24], [Full, Small], Small, []),
        ],
        [new("full", Full.SubNetwork, 2.5, 2.0)]);

    [Fact]
    public void The_page_needs_nothing_from_elsewhere()
    {
        var page = HtmlReport.Write(Model);

        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_cannot_break_the_page() => Assert.Contains("<h1>A &lt;title&gt;</h1>", HtmlReport.Write(Model), StringComparison.Ordinal);

    [Fact]
    public void The_page_says_what_was_chosen_and_whether_it_keeps_the_accuracy()
    {
        var page = HtmlReport.Write(Model);

        Assert.Contains("<b>2.00x smaller</b> (1.50 M parameters); test accuracy 48.0 % [39.0, 58.0], -2.0 [-6.0, +2.0] points against the full network: not significantly lower", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_is_well_formed_svg()
    {
        var svg = XDocument.Parse(HtmlReport.Picture(Model.Sections[0]));

        Assert.Equal("svg", svg.Root!.Name.LocalName);
        Assert.Single(svg.Descendants(), element => element.Name.LocalName == "circle" && element.Element(XName.Get("title", "http://www.w3.org/2000/svg")) is not null);
    }

    [Fact]
    public void A_picture_of_its_own_needs_no_CSS_variables()
    {
        var picture = HtmlReport.Picture(Model.Sections[0]);

        Assert.DoesNotContain("var(", picture, StringComparison.Ordinal);
        Assert.Contains("fill: #2563eb", picture, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_layer_is_drawn_whole_narrow_or_gone()
    {
        var svg = XDocument.Parse(LayerMap.Draw(Small.SubNetwork, [24, 24, 24]));

        Assert.Equal(["whole", "gone", "narrow"], svg.Descendants().Select(element => element.Attribute("class")?.Value).Where(name => name is "whole" or "gone" or "narrow"));
    }

    [Fact]
    public void Markdown_has_a_row_for_every_network() =>
        Assert.Contains("| 1 (extracted) | 2 | 18 | 1.50 M | 2.00x | 49.0 % | 48.0 % [39.0, 58.0] | -2.0 [-6.0, +2.0] | yes |", MarkdownReport.Write(Model), StringComparison.Ordinal);

    [Fact]
    public void Csv_has_as_many_fields_as_its_header()
    {
        var lines = CsvReport.Write(Model).TrimEnd().Split('\n');

        Assert.Equal(3, lines.Length);
        Assert.All(lines[1..], line => Assert.Equal(lines[0].Split(',').Length, line[..line.LastIndexOf(",\"{", StringComparison.Ordinal)].Split(',').Length + 1));
    }

    private static FrontMember Member(EquatableArray<int> layers, EquatableArray<int> widths, long parameters, double ratio, ConfidenceInterval accuracy, ConfidenceInterval difference) =>
        new(new SubNetwork { Layers = layers, FeedForwardWidths = widths }, 0.49, parameters, ratio, 2 * parameters, accuracy, difference, accuracy, difference, parameters);
}

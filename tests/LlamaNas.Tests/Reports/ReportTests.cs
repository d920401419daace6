using System.Xml.Linq;
using LlamaNas.Reports;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Reports;

public sealed class ReportTests
{
    [Fact]
    public void The_picture_is_well_formed_svg()
    {
        var svg = XDocument.Parse(HtmlReport.Picture(SampleReport.Section, SampleReport.Baselines));

        Assert.Equal("svg", svg.Root!.Name.LocalName);
        Assert.Contains(svg.Descendants(), element => element.Name.LocalName == "title" && element.Value.StartsWith("shortgpt, fine-tuned: 2.00 M", StringComparison.Ordinal));
    }

    [Fact]
    public void Scores_of_a_search_by_probability_are_not_called_accuracies()
    {
        var source = SampleReport.Section.Source with { Objectives = [SampleReport.Objectives[0] with { Name = "probability" }, SampleReport.Objectives[1]] };
        var report = SampleReport.Model with { Sections = [SampleReport.Section with { Source = source }] };

        Assert.Contains("| search split (probability) |", MarkdownReport.Write(report), StringComparison.Ordinal);
        Assert.Contains("search split (probability)", HtmlReport.Write(report), StringComparison.Ordinal);
        Assert.DoesNotContain("(probability)", MarkdownReport.Write(SampleReport.Model), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_legend_takes_several_rows_inside_the_picture()
    {
        ChartSeries[] series = [.. Enumerable.Range(0, 6).Select(index => new ChartSeries($"a series with a long name {index}", SeriesStyle.Cloud, [new ChartPoint(index, index, Text: "")]))];

        var svg = XDocument.Parse(SvgChart.Draw(new ChartModel("title", "x", "y", [.. series]), width: 760));

        var keys = svg.Descendants().Where(element => element.Name.LocalName == "text" && element.Value.StartsWith("a series", StringComparison.Ordinal)).ToArray();
        Assert.Equal(6, keys.Length);
        Assert.All(keys, key => Assert.InRange(double.Parse(key.Attribute("x")!.Value, System.Globalization.CultureInfo.InvariantCulture) + (6.3 * key.Value.Length), 0, 760));
        Assert.True(keys.Select(key => key.Attribute("y")!.Value).Distinct().Count() > 1);
    }

    [Fact]
    public void A_picture_of_its_own_needs_no_CSS_variables()
    {
        var picture = HtmlReport.Picture(SampleReport.Section);

        Assert.DoesNotContain("var(", picture, StringComparison.Ordinal);
        Assert.Contains("fill: #0b62a8", picture, StringComparison.Ordinal);
        Assert.Contains("fill: #6cb8f5", picture, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void Attention_and_feed_forward_block_of_every_layer_are_drawn_whole_narrow_or_gone()
    {
        var svg = XDocument.Parse(LayerMap.Draw(
            new SubNetwork { Layers = [0, 2, 3], FeedForwardWidths = [24, 12, 0], SkipAttention = [false, true, false], SkipFeedForward = [false, false, true], Bits = [16, 4, 16] }, [24, 24, 24, 24], [3, 3, 3, 3]));

        Assert.Equal(
            ["whole", "whole", "gone", "gone", "gone", "narrow", "whole", "gone"],
            svg.Descendants().Select(element => element.Attribute("class")?.Value).Where(name => name is "whole" or "gone" or "narrow"));
        Assert.Contains("layer 2: 12 of 24 channels, no attention, 4 bits", svg.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_with_all_of_its_heads_is_whole_although_another_has_fewer()
    {
        var svg = XDocument.Parse(LayerMap.Draw(new SubNetwork { Layers = [0, 1], FeedForwardWidths = [24, 24], KeyValueHeads = [3, 2] }, [24, 24], [3, 3]));

        Assert.Equal(["whole", "whole", "narrow", "whole"], svg.Descendants().Select(element => element.Attribute("class")?.Value).Where(name => name is "whole" or "gone" or "narrow"));
        Assert.Contains("layer 1: 24 of 24 channels, 2 of 3 key/value heads", svg.Root!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("3 of 3", svg.Root.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_has_a_row_for_every_network_and_every_other_method()
    {
        var text = MarkdownReport.Write(SampleReport.Model);

        Assert.Contains("| 1 (extracted) | 2 | 18 | 1.50 M | 2.00x | 49.0 % | 48.0 % [39.0, 58.0] | -2.0 [-6.0, +2.0] | yes |", text, StringComparison.Ordinal);
        Assert.Contains("| shortgpt, fine-tuned | 2.00 M | 4.0 MB | 41.0 % ± 2.0 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_of_an_untested_front_shows_the_search_split_and_the_knee() =>
        Assert.Contains("| 1 (knee) | 2 | 18 | 49.0 % | 1.50 M |", MarkdownReport.Write(SampleReport.Untested), StringComparison.Ordinal);

    [Fact]
    public void Once_some_members_are_tested_the_others_are_still_listed()
    {
        var report = SampleReport.Model with { Sections = [SampleReport.Section with { Members = [SampleReport.Full], Chosen = null }] };

        Assert.Contains("| 1 | 2 | 18 | 1.50 M | 2.00x | 49.0 % | not tested |", MarkdownReport.Write(report), StringComparison.Ordinal);
        Assert.Matches("<th scope=\"row\">1, knee<td><svg .*<td>1.50 M<td>2.00x<td>49.0 %<td><span class=\"no\">not tested</span>", HtmlReport.Write(report));
        Assert.DoesNotContain("not tested", HtmlReport.Write(SampleReport.Model), StringComparison.Ordinal);
    }

    [Fact]
    public void What_else_was_searched_for_stays_in_the_tables_once_the_front_is_tested()
    {
        var section = SampleReport.Section with
        {
            Source = SampleReport.Section.Source with { Objectives = [.. SampleReport.Section.Source.Objectives, new("latency_ms", "ms", Direction.Minimise, ObjectiveCost.Exact)] },
            Networks = [.. SampleReport.Section.Networks.Select(network => network with { Values = [.. network.Values, 12.5] })],
        };
        var report = SampleReport.Model with { Sections = [section] };

        Assert.Contains("<th scope=\"col\">latency_ms", HtmlReport.Write(report), StringComparison.Ordinal);
        Assert.Contains("<td>12.5", HtmlReport.Write(report), StringComparison.Ordinal);
        Assert.Contains("| INT8 bytes | latency_ms |", MarkdownReport.Write(report), StringComparison.Ordinal);
        Assert.Contains("| 12.5", MarkdownReport.Write(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_has_as_many_fields_as_its_header()
    {
        string[] lines = [.. CsvReport.Write(SampleReport.Model).TrimEnd().Split('\n'), .. CsvReport.Write(SampleReport.Untested).TrimEnd().Split('\n')];

        Assert.Equal(4 + 4, lines.Length);
        Assert.All(lines, line => Assert.Equal(18, Fields(line)));
    }

    /// <summary>Commas outside quotes, and one.</summary>
    private static int Fields(string line) => line.Split('"').Where((_, index) => index % 2 == 0).Sum(part => part.Count(letter => letter == ',')) + 1;
}

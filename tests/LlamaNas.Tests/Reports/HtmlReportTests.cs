using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlamaNas.Reports;

namespace LlamaNas.Tests.Reports;

public sealed partial class HtmlReportTests
{
    private static readonly string Page = HtmlReport.Write(SampleReport.Model);

    [Fact]
    public void The_page_needs_nothing_from_elsewhere()
    {
        Assert.DoesNotContain("src=", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(http", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", Page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_only_script_that_may_run_is_the_pages_own()
    {
        var script = Script().Match(Page).Groups[1].Value;

        Assert.Contains($"script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_cannot_break_the_page()
    {
        var page = HtmlReport.Write(SampleReport.Model with
        {
            Sections = [SampleReport.Section with { Name = "</script><b>{{style}}" }],
        });

        Assert.Contains("<h1>A &lt;title&gt;</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("</script><b>", page, StringComparison.Ordinal);
        Assert.Equal("</script><b>{{style}}", Contents(page).GetProperty("runs")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void The_page_says_what_was_chosen_and_whether_it_keeps_the_accuracy() =>
        Assert.Contains("<b>2.00x smaller</b> (1.50 M parameters); test accuracy 48.0 % [39.0, 58.0], -2.0 [-6.0, +2.0] points against the full network: not significantly lower", Page, StringComparison.Ordinal);

    [Fact]
    public void Every_network_is_there_with_its_scores_and_its_id_on_the_front()
    {
        var networks = Contents(Page).GetProperty("runs")[0].GetProperty("networks").EnumerateArray().ToArray();

        Assert.Equal([2, 1, 0], networks.Select(network => network.GetProperty("front").GetInt32()));
        Assert.Equal("""{"layers":[0,2],"ffn_widths":[24,12]}""", networks[1].GetProperty("architecture").GetRawText());
        Assert.Equal(0.48, networks[1].GetProperty("test").GetProperty("accuracy")[0].GetDouble());
        Assert.Equal(0.49, networks[2].GetProperty("search").GetProperty("arc_easy")[0].GetDouble());
    }

    [Fact]
    public void A_value_that_is_no_number_is_null_in_the_page() =>
        Assert.Equal(JsonValueKind.Null, Contents(HtmlReport.Write(SampleReport.Model with
        {
            Sections = [SampleReport.Section with { Members = [SampleReport.Full with { Accuracy = new(double.NaN, double.NaN, double.NaN) }, SampleReport.Small] }],
        })).GetProperty("runs")[0].GetProperty("networks")[0].GetProperty("test").GetProperty("accuracy")[0].ValueKind);

    [Fact]
    public void Settings_and_hashes_stand_in_the_page_for_reproduction()
    {
        Assert.Contains("<th scope=\"row\">weights<td class=\"wide\"><code>5e1a</code>", Page, StringComparison.Ordinal);
        Assert.Contains("runs/arc easy.db", Page, StringComparison.Ordinal);
        Assert.Matches("<dt>report written by</dt><dd>LLaMA-NAS [0-9]+[.]", Page);
    }

    [Fact]
    public void An_untested_front_has_its_table_too() =>
        Assert.Contains("the test split has not been scored", HtmlReport.Write(SampleReport.Untested), StringComparison.Ordinal);

    [Fact]
    public void A_live_page_names_its_stream_and_a_file_has_none()
    {
        Assert.Contains("data-live=\"/events\"", HtmlReport.WriteLive(SampleReport.Model, "/events"), StringComparison.Ordinal);
        Assert.DoesNotContain("data-live=", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_for_notebooks_holds_the_whole_page_as_one_attribute()
    {
        var frame = HtmlReport.Frame(SampleReport.Model);

        Assert.Equal(Page, System.Net.WebUtility.HtmlDecode(SourceDocument().Match(frame).Groups[1].Value));
    }

    private static JsonElement Contents(string page) => JsonDocument.Parse(ContentsElement().Match(page).Groups[1].Value).RootElement;

    [GeneratedRegex("<script type=\"module\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<script type=\"application/json\" id=\"contents\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex ContentsElement();

    [GeneratedRegex("srcdoc=\"([^\"]*)\"")]
    private static partial Regex SourceDocument();
}

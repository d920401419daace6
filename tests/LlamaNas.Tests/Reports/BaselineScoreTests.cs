using System.Text;
using LlamaNas.Pipelines;
using LlamaNas.Reports;

namespace LlamaNas.Tests.Reports;

public sealed class BaselineScoreTests : IDisposable
{
    private static readonly string[] Methods = ["full", "ours:arc_easy", "ours-tuned:arc_easy", "ours-base:a+b", "wanda-2:4"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_list_of_baselines_is_read()
    {
        var path = _folder.Write("b.json", """[{"method":"flap","parameters":7,"accuracy":{"piqa":{"acc":0.5,"stderr":0.01,"documents":120}},"tuned":true}]""");

        var baseline = BaselineScore.Load(path).Single();

        Assert.Equal(("flap", 7, true, new BaselineAccuracy(0.5, 0.01, 120)), (baseline.Method, baseline.Parameters, baseline.Tuned, baseline.Accuracy["piqa"]));
    }

    [Fact]
    public void Of_a_comparison_only_other_methods_are_read_with_their_bytes()
    {
        ComparisonRow[] rows = [.. Methods.Select(method =>
            new ComparisonRow { Method = method, Reduction = 0.5, Parameters = 7, Bytes = 15, Tuned = false, Seconds = 0 })];

        var baseline = BaselineScore.Load(_folder.Write("b.json", ComparisonReport.Json(rows))).Single();

        Assert.Equal(("wanda-2:4", 15), (baseline.Method, baseline.Bytes));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""[{"method":"flap"}]""")]
    [InlineData("not json")]
    [InlineData("[null]")]
    [InlineData("""[{"method":null,"parameters":7,"accuracy":{}}]""")]
    [InlineData("""[{"method":"flap","parameters":7,"accuracy":{"piqa":null}}]""")]
    public void Another_file_is_refused_with_an_example(string text)
    {
        var path = _folder.Write("b.json", Encoding.UTF8.GetBytes(text));

        var error = Assert.Throws<UsageException>(() => BaselineScore.Load(path));

        Assert.StartsWith($"{path}: not a list of baselines", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"method\":\"shortgpt\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_says_so() =>
        Assert.Contains("llama-nas compare", Assert.Throws<UsageException>(() => BaselineScore.Load(_folder["none.json"])).Message, StringComparison.Ordinal);
}

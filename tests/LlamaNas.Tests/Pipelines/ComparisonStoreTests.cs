using LlamaNas.Pipelines;

namespace LlamaNas.Tests.Pipelines;

public sealed class ComparisonStoreTests : IDisposable
{
    private const string Settings = "settings";
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["rows.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_survive_the_process()
    {
        var row = ComparisonRows.Of("flap", 90, tuned: false, 1, 0, 1);
        Add(row);

        var read = Rows().Single();

        Assert.Equal([1, 0, 1], read.Scores["arc_easy"].Outcomes);
        Assert.Equal((row.Parameters, row.Bytes, row.Seconds, row.Architecture), (read.Parameters, read.Bytes, read.Seconds, read.Architecture));
        Assert.True(double.IsNaN(read.Scores["wikitext_tokens"].StandardError));
    }

    [Fact]
    public void Scores_of_another_task_join_the_row()
    {
        var row = ComparisonRows.Of("flap", 90, tuned: false, 1, 0, 1);
        Add(row);
        Add(row with { Scores = new Dictionary<string, ComparisonScore> { ["piqa"] = new("acc", 1, 0, [1]) } });

        Assert.Equal(["arc_easy", "wikitext_tokens", "piqa"], Rows().Single().Scores.Keys);
    }

    [Fact]
    public void Networks_of_ours_with_other_weights_or_of_another_architecture_are_other_rows()
    {
        var row = ComparisonRows.Of("ours:arc_easy", 90, tuned: true, 1) with { Weights = "first" };
        Add(row);
        Add(row with { Weights = "second" });
        Add(row with { Architecture = """{"layers":[0,1],"ffn_widths":[24,12]}""" });
        Add(row);

        Assert.Equal(["first", "second", "first"], Rows().Select(one => one.Weights));
    }

    [Theory]
    [InlineData("""{"Settings":"settings","Meth""", 2)]
    [InlineData("", 2)]
    public void What_follows_a_line_that_was_cut_off_is_kept(string cut, int rows)
    {
        Add(ComparisonRows.Of("flap", 90, tuned: false, 1));
        var text = File.ReadAllText(Path);
        File.WriteAllText(Path, cut.Length > 0 ? text + cut : text[..^1]);

        Add(ComparisonRows.Of("sleb", 90, tuned: false, 1));

        Assert.Equal(rows, Rows().Count);
    }

    [Fact]
    public void Only_one_process_writes_a_file()
    {
        using var first = new ComparisonStore(Path, Settings);

        Assert.Contains("another process", Assert.Throws<UsageException>(() => new ComparisonStore(Path, Settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_were_trained_on_other_tokens_are_refused_and_untrained_ones_are_not()
    {
        Add(ComparisonRows.Of("flap", 90, tuned: false, 1), training: "tokens 100");

        Assert.Single(Rows(training: "tokens 200"));
        Add(ComparisonRows.Of("flap", 90, tuned: true, 1), training: "tokens 100");

        Assert.Equal(2, Rows().Count);
        Assert.Throws<UsageException>(() => Rows(training: "tokens 200"));
    }

    [Fact]
    public void Rows_of_other_settings_are_refused_with_both()
    {
        Add(ComparisonRows.Of("flap", 90, tuned: false, 1), "limit 100");

        var error = Assert.Throws<UsageException>(() => Rows("limit 200"));

        Assert.Contains("limit 100", error.Message, StringComparison.Ordinal);
        Assert.Contains("limit 200", error.Message, StringComparison.Ordinal);
    }

    private void Add(ComparisonRow row, string settings = Settings, string training = "")
    {
        using var store = new ComparisonStore(Path, settings, training);
        store.Add(row);
    }

    private IReadOnlyList<ComparisonRow> Rows(string settings = Settings, string training = "")
    {
        using var store = new ComparisonStore(Path, settings, training);
        return store.Rows;
    }
}

using LlamaNas.Pipelines;

namespace LlamaNas.Tests.Pipelines;

public sealed class ComparisonStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_survive_the_process()
    {
        var row = ComparisonRows.Of("flap", 90, tuned: false, 1, 0, 1);
        new ComparisonStore(_folder["rows.jsonl"], "settings").Add(row);

        var read = new ComparisonStore(_folder["rows.jsonl"], "settings").Find("flap", 0.1, tuned: false);

        Assert.NotNull(read);
        Assert.Equal([1, 0, 1], read.Scores["arc_easy"].Outcomes);
        Assert.Equal((row.Parameters, row.Bytes, row.Seconds, row.Architecture), (read.Parameters, read.Bytes, read.Seconds, read.Architecture));
        Assert.True(double.IsNaN(read.Scores["wikitext_tokens"].StandardError));
    }

    [Fact]
    public void Scores_of_another_task_join_the_row()
    {
        var store = new ComparisonStore(_folder["rows.jsonl"], "settings");
        store.Add(ComparisonRows.Of("flap", 90, tuned: false, 1, 0, 1));
        store.Add(store.Rows[0] with { Scores = new Dictionary<string, ComparisonScore> { ["piqa"] = new("acc", 1, 0, [1]) } });

        var read = new ComparisonStore(_folder["rows.jsonl"], "settings");

        Assert.Equal(["arc_easy", "wikitext_tokens", "piqa"], read.Rows.Single().Scores.Keys);
    }

    [Fact]
    public void A_line_that_was_cut_off_is_passed_over()
    {
        new ComparisonStore(_folder["rows.jsonl"], "settings").Add(ComparisonRows.Of("flap", 90, tuned: false, 1));
        File.AppendAllText(_folder["rows.jsonl"], """{"Settings":"settings","Meth""");

        Assert.Single(new ComparisonStore(_folder["rows.jsonl"], "settings").Rows);
    }

    [Fact]
    public void Rows_that_were_trained_on_other_tokens_are_refused_and_untrained_ones_are_not()
    {
        var store = new ComparisonStore(_folder["rows.jsonl"], "settings", "tokens 100");
        store.Add(ComparisonRows.Of("flap", 90, tuned: false, 1));

        Assert.Single(new ComparisonStore(_folder["rows.jsonl"], "settings", "tokens 200").Rows);
        store.Add(ComparisonRows.Of("flap", 90, tuned: true, 1));

        Assert.Equal(2, new ComparisonStore(_folder["rows.jsonl"], "settings").Rows.Count);
        Assert.Throws<UsageException>(() => new ComparisonStore(_folder["rows.jsonl"], "settings", "tokens 200"));
    }

    [Fact]
    public void Rows_of_other_settings_are_refused_with_both()
    {
        new ComparisonStore(_folder["rows.jsonl"], "limit 100").Add(ComparisonRows.Of("flap", 90, tuned: false, 1));

        var error = Assert.Throws<UsageException>(() => new ComparisonStore(_folder["rows.jsonl"], "limit 200"));

        Assert.Contains("limit 100", error.Message, StringComparison.Ordinal);
        Assert.Contains("limit 200", error.Message, StringComparison.Ordinal);
    }
}

using LlamaNas.Evaluation;

namespace LlamaNas.Tests.Evaluation;

/// <summary>The hub's parquet files are read as the JSON lines are.</summary>
public sealed class HubLayoutTests : IDisposable
{
    private static readonly EvaluationOptions FewShot = new() { FewShot = 2, Limit = 300 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("arc_easy", "allenai/ai2_arc/ARC-Easy/test-00000-of-00001.parquet", "allenai/ai2_arc/ARC-Easy/train-00000-of-00001.parquet")]
    [InlineData("arc_challenge", "ARC-Challenge/test-00000-of-00001.parquet", "ARC-Challenge/train-00000-of-00001.parquet")]
    [InlineData("mmlu", "mmlu/all/test-00000-of-00001.parquet", "mmlu/all/dev-00000-of-00001.parquet")]
    [InlineData("truthfulqa_mc2", "truthfulqa/truthful_qa/multiple_choice/validation-00000-of-00001.parquet", null)]
    [InlineData("truthfulqa_mc1", "truthfulqa_mc.parquet", null)]
    [InlineData("winogrande", "allenai/winogrande/winogrande_xl/validation/0000.parquet", "allenai/winogrande/winogrande_xl/train/0000.parquet")]
    [InlineData("hellaswag", "Rowan/hellaswag/data/validation-00000-of-00001.parquet", null)]
    [InlineData("piqa", "piqa.parquet", null)]
    public async Task Parquet_gives_the_requests_of_the_JSON_lines(string name, string documents, string? shots)
    {
        var (task, shared) = (TaskCatalog.Load(name), SharedFolder.Find("data"));
        await ParquetRows.WriteAsync(_folder[documents], File.ReadLines(Path.Combine(shared, task.File)));
        if (shots is not null)
            await ParquetRows.WriteAsync(_folder[shots], File.ReadLines(Path.Combine(shared, task.FewShot!.File!)));

        var options = shots is null ? FewShot with { FewShot = 0 } : FewShot;

        var fromParquet = PreparedTask.Requests(task, _folder.Path, options);

        var fromLines = PreparedTask.Requests(task, shared, options);
        Assert.Equal(Contents(fromLines), Contents(fromParquet));
    }

    [Fact]
    public async Task Shards_are_read_in_order()
    {
        await ParquetRows.WriteAsync(_folder["o/n/c/test-00001-of-00002.parquet"], ["""{"a":"3"}"""]);
        await ParquetRows.WriteAsync(_folder["o/n/c/test-00000-of-00002.parquet"], ["""{"a":"1"}""", """{"a":"2"}"""]);

        var documents = DocumentFile.Read(_folder.Path, "task.jsonl", new("o/n", "c", "test"));

        Assert.Equal([(0, "1"), (1, "2"), (2, "3")], documents.Select(document => (document.Id, document.Text("a"))));
    }

    [Fact]
    public async Task JSON_lines_come_before_parquet()
    {
        await ParquetRows.WriteAsync(_folder["task.parquet"], ["""{"a":"parquet"}"""]);
        _folder.Write("task.jsonl", """{"a":"lines"}""");

        Assert.Equal("lines", DocumentFile.Read(_folder.Path, "task.jsonl")[0].Text("a"));
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        Directory.CreateDirectory(_folder["o/n/c"]);
        _folder.Write("o/n/c/test-00000-of-00002.parquet", "");

        Refused("number 1 is missing");
    }

    [Fact]
    public void Two_configurations_without_a_name_are_refused()
    {
        Directory.CreateDirectory(_folder["o/n/c"]);
        Directory.CreateDirectory(_folder["o/n/d"]);
        _folder.Write("o/n/c/test-00000-of-00001.parquet", "");
        _folder.Write("o/n/d/test-00000-of-00001.parquet", "");

        Refused("several configurations (c, d)", config: null);
    }

    [Fact]
    public void Absent_data_names_the_command_that_fetches_it() => Refused("llama-nas download --dataset o/n --output");

    [Fact]
    public void A_beginning_that_the_hub_converted_is_no_test_set()
    {
        Directory.CreateDirectory(_folder["o/n/c/partial-test"]);
        _folder.Write("o/n/c/partial-test/0000.parquet", "");

        Refused("no such file");
    }

    private void Refused(string reason, string? config = "c")
    {
        var exception = Assert.ThrowsAny<LlamaNasException>(() => DocumentFile.Read(_folder.Path, "task.jsonl", new("o/n", config, "test")));

        Assert.StartsWith(_folder.Path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Contents(EquatableArray<DocumentRequests> documents) =>
        documents.Select(document => $"{document.Document.Id} {document.Target} {document.Labels} {document.Choices} {document.Requests}");
}

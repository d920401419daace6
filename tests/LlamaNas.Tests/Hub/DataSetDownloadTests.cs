using System.Text.Json;
using LlamaNas.Evaluation;
using LlamaNas.Hub;
using LlamaNas.Tests.Cli;
using LlamaNas.Tests.Evaluation;

namespace LlamaNas.Tests.Hub;

public sealed class DataSetDownloadTests : IDisposable
{
    private const string Test = "easy/test-00000-of-00001.parquet";
    private const string Train = "easy/train-00000-of-00001.parquet";
    private readonly TemporaryFolder _folder = new();
    private readonly TestHub _hub = new();

    public DataSetDownloadTests() => _hub.With(Test, [1]).With(Train, [2]).With("hard/test-00000-of-00001.parquet", [3]).With("README.md", [4]).With("script.py", [5]);

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("easy", "test", "README.md", Test)]
    [InlineData("easy", null, "README.md", Test, Train)]
    [InlineData(null, "test", "README.md", Test, "hard/test-00000-of-00001.parquet")]
    [InlineData(null, null, "README.md", Test, Train, "hard/test-00000-of-00001.parquet")]
    public async Task Only_the_wanted_splits_are_fetched(string? config, string? split, params string[] paths)
    {
        var result = await DownloadAsync(config, split);

        Assert.Equal(paths, result.Files.Select(file => file.File.Path));
        Assert.Equal(_folder["owner/name"], result.Folder);
    }

    [Fact]
    public async Task A_data_set_without_parquet_comes_from_the_hubs_conversion()
    {
        _hub.Answer = request => request.Path switch
        {
            "/api/datasets/owner/name/tree/refs%2Fconvert%2Fparquet?recursive=true" => TestResponse.Text(200, JsonSerializer.Serialize(new[] { TestHub.Entry("old/test/0000.parquet", [7]) })),
            "/datasets/owner/name/resolve/refs%2Fconvert%2Fparquet/old/test/0000.parquet" => new TestResponse(200, [7]),
            _ => null,
        };

        var result = await DownloadAsync("old", "test");

        Assert.Equal("refs/convert/parquet", result.Repository.Revision);
        Assert.Equal([7], File.ReadAllBytes(_folder["owner/name/old/test/0000.parquet"]));
    }

    [Fact]
    public async Task A_split_that_is_not_there_is_named_with_what_is()
    {
        _hub.Answer = request => request.Path.Contains("refs", StringComparison.Ordinal) ? _hub.Usual(request with { Path = "/api/datasets/owner/name/tree/main?recursive=true" }) : null;

        var exception = await Assert.ThrowsAsync<HubException>(() => DownloadAsync("easy", "validation"));

        Assert.Contains("owner/name/easy, split validation", exception.Message, StringComparison.Ordinal);
        Assert.Contains(Test, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_of_a_task_is_fetched_and_found()
    {
        await ParquetRows.WriteAsync(_folder["source.parquet"], ["""{"question":"?","label":1}"""]);
        _hub.With(Test, File.ReadAllBytes(_folder["source.parquet"]));
        var task = _folder.Write("task.yaml", "task: t\nhub: {dataset: owner/name, config: easy, split: test}\ncontext: '{question}'\nchoices: [a, b]\ntarget: {index: label}\nmetrics: [acc]\n");

        var result = await LlamaNasProcess.RunAsync(new Dictionary<string, string?> { ["HF_ENDPOINT"] = _hub.Server.Address.ToString() }, "download", "--tasks", task, "--output", _folder["data"], "--json");

        Assert.Equal(0, result.ExitCode);
        var repository = Assert.Single(JsonElement.Parse(result.StandardOutput).EnumerateArray());
        Assert.Equal(["README.md", Test], repository.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()));
        Assert.Equal(1, Assert.Single(PreparedTask.Requests(TaskCatalog.Load(task), _folder["data"], new EvaluationOptions())).Target);
    }

    private async Task<DownloadResult> DownloadAsync(string? config, string? split)
    {
        using var download = new HubDownload(new HubOptions { Endpoint = _hub.Server.Address });
        return await download.DataSetAsync("owner/name", [new DataSetSplit("owner/name", config, split)], null, _folder.Path, null, TestContext.Current.CancellationToken);
    }
}

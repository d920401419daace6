using System.Text.Json;
using LlamaNas.Checkpoints;
using LlamaNas.Hub;
using LlamaNas.Tests.Checkpoints;

namespace LlamaNas.Tests.Hub;

public sealed class HubDownloadTests : IDisposable
{
    private const string Weights = "model.safetensors";
    private readonly TemporaryFolder _folder = new();
    private readonly TestHub _hub = new();
    private readonly byte[] _weights;

    public HubDownloadTests()
    {
        using var source = new TemporaryFolder();
        TinyCheckpoint.Write(source);
        _weights = File.ReadAllBytes(source[Weights]);
        _hub.With("config.json", File.ReadAllBytes(source["config.json"])).With(Weights, _weights).With("tokenizer.json", "{}"u8.ToArray());
    }

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_downloaded_model_opens()
    {
        await DownloadAsync();

        using var checkpoint = Checkpoint.Open(_folder.Path);
        Assert.Equal(TinyCheckpoint.Sizes.LayerCount, checkpoint.Config.LayerCount);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => file.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_what_a_model_needs_is_fetched()
    {
        _hub.With("LICENSE", [1]).With("README.md", [2]).With("generation_config.json", [3]).With("pytorch_model.bin", [4]).With("onnx/model.onnx", [5])
            .With("model.fp16.safetensors", [6]).With("runs/config.json", [7]).With("original/consolidated.00.pth", [8]).With(".gitattributes", [9]);

        await DownloadAsync();

        Assert.Equal(["LICENSE", "README.md", "config.json", "generation_config.json", Weights, "tokenizer.json"], _hub.Fetched.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_index_brings_its_shards_and_no_second_copy()
    {
        _hub.With("model.safetensors.index.json", [1]).With("model-00001-of-00002.safetensors", [2]).With("model-00002-of-00002.safetensors", [3]);

        var result = await DownloadAsync();

        Assert.Equal(
            ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"],
            result.Files.Select(file => file.File.Path).Where(path => path.StartsWith("model", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_run_asks_for_no_file()
    {
        await DownloadAsync();
        var before = _hub.Fetched.Count();

        var result = await DownloadAsync();

        Assert.Equal(before, _hub.Fetched.Count());
        Assert.All(result.Files, file => Assert.Equal(FileOrigin.AlreadyThere, file.Origin));
    }

    [Fact]
    public async Task A_changed_file_is_fetched_again()
    {
        await DownloadAsync();
        _folder.Write("tokenizer.json", "[]");

        await DownloadAsync();

        Assert.Equal("{}", File.ReadAllText(_folder["tokenizer.json"]));
    }

    [Fact]
    public async Task A_cut_connection_goes_on_where_it_ended()
    {
        _hub.Answer = request => request.Path.EndsWith(Weights, StringComparison.Ordinal) && request.From < 200 ? _hub.Usual(request) with { CutAfter = 100 } : null;

        await DownloadAsync();

        Assert.Equal([0, 100, 200], _hub.Server.Requests.Where(request => request.Path.EndsWith(Weights, StringComparison.Ordinal)).Select(request => request.From));
        Assert.Equal(_weights, File.ReadAllBytes(_folder[Weights]));
    }

    [Fact]
    public async Task The_next_run_goes_on_with_a_partial_file()
    {
        _folder.Write(Weights + ".partial", _weights[..300]);

        var result = await DownloadAsync();

        Assert.Equal(FileOrigin.Resumed, result.Files.Single(file => file.File.Path == Weights).Origin);
        Assert.Equal(_weights, File.ReadAllBytes(_folder[Weights]));
        Assert.Contains(_hub.Server.Requests, request => request.From == 300);
    }

    [Fact]
    public async Task A_server_without_ranges_starts_anew()
    {
        _folder.Write(Weights + ".partial", _weights[..300]);
        _hub.Answer = request => request.From > 0 ? new TestResponse(200, _weights) : null;

        await DownloadAsync();

        Assert.Equal(_weights, File.ReadAllBytes(_folder[Weights]));
    }

    [Fact]
    public async Task The_beginning_of_another_version_is_given_up()
    {
        _folder.Write(Weights + ".partial", new byte[300]);

        var result = await DownloadAsync();

        Assert.Equal(FileOrigin.Fetched, result.Files.Single(file => file.File.Path == Weights).Origin);
        Assert.Equal(_weights, File.ReadAllBytes(_folder[Weights]));
    }

    [Fact]
    public async Task A_partial_file_that_is_too_long_is_given_up()
    {
        _folder.Write(Weights + ".partial", new byte[_weights.Length + 1]);

        await DownloadAsync();

        Assert.Equal(_weights, File.ReadAllBytes(_folder[Weights]));
    }

    [Fact]
    public async Task A_list_of_several_pages_is_read_to_its_end()
    {
        _hub.Answer = request => !request.Path.StartsWith("/api/", StringComparison.Ordinal) ? null
            : request.Path.Contains("cursor", StringComparison.Ordinal) ? TestResponse.Text(200, JsonSerializer.Serialize(new[] { TestHub.Entry(Weights, _weights) }))
            : TestResponse.Text(
                200, JsonSerializer.Serialize(new[] { TestHub.Entry("config.json", File.ReadAllBytes(Written("config.json"))) }),
                $"Link: <{_hub.Server.Address}api/models/owner/name/tree/main?recursive=true&cursor=b>; rel=\"next\"");

        var result = await DownloadAsync();

        Assert.Equal(["config.json", Weights], result.Files.Select(file => file.File.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_token_goes_to_the_endpoint_alone()
    {
        using var elsewhere = new TestServer(request => new TestResponse(200, _weights));
        _hub.Answer = request => request.Path.EndsWith(Weights, StringComparison.Ordinal) ? TestResponse.Text(302, "", $"Location: {elsewhere.Address}storage?signature=1") : null;

        await DownloadAsync(token: "hf_secret");

        Assert.All(_hub.Server.Requests, request => Assert.Equal("Bearer hf_secret", request.Headers["Authorization"]));
        Assert.DoesNotContain("Authorization", Assert.Single(elsewhere.Requests).Headers.Keys);
        Assert.Equal(_weights, File.ReadAllBytes(_folder[Weights]));
    }

    [Fact]
    public async Task A_redirection_within_the_endpoint_keeps_the_token()
    {
        _hub.Answer = request => request.Path.EndsWith(Weights, StringComparison.Ordinal) && !request.Path.StartsWith("/renamed", StringComparison.Ordinal)
            ? TestResponse.Text(307, "", $"Location: /renamed/name/resolve/main/{Weights}") : null;

        await DownloadAsync(token: "hf_secret");

        Assert.Contains(_hub.Server.Requests, request => request.Path.StartsWith("/renamed", StringComparison.Ordinal) && request.Headers["Authorization"] == "Bearer hf_secret");
    }

    [Fact]
    public async Task A_server_that_recovers_is_asked_again()
    {
        var failures = 2;
        _hub.Answer = _ => failures-- > 0 ? TestResponse.Text(503, "") : null;

        await DownloadAsync();

        Assert.Equal(_weights, File.ReadAllBytes(_folder[Weights]));
    }

    [Fact]
    public async Task A_cancelled_download_keeps_its_beginning()
    {
        using var cancellation = new CancellationTokenSource();
        _hub.Answer = request =>
        {
            if (request.Path.EndsWith(Weights, StringComparison.Ordinal))
                cancellation.CancelAfter(TimeSpan.FromMilliseconds(200));
            return request.Path.EndsWith(Weights, StringComparison.Ordinal) ? _hub.Usual(request) with { CutAfter = 100 } : null;
        };
        using var download = new HubDownload(new HubOptions { Endpoint = _hub.Server.Address, FirstRetryDelay = TimeSpan.FromSeconds(30) });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download.ModelAsync("owner/name", null, _folder.Path, null, cancellation.Token));

        Assert.Equal(_weights[..100], File.ReadAllBytes(_folder[Weights + ".partial"]));
        Assert.False(File.Exists(_folder[Weights]));
    }

    [Fact]
    public async Task Progress_ends_with_all_bytes()
    {
        var reports = new List<DownloadProgress>();
        using var download = Hub();

        await download.ModelAsync("owner/name", null, _folder.Path, new Collected(reports), TestContext.Current.CancellationToken);

        Assert.Equal(reports[^1].TotalBytes, reports[^1].Bytes);
        Assert.All(reports, report => Assert.InRange(report.Bytes, 0, report.TotalBytes));
    }

    private string Written(string name)
    {
        TinyCheckpoint.Write(_folder);
        return _folder[name];
    }

    private async Task<DownloadResult> DownloadAsync(string? token = null)
    {
        using var download = Hub(token);
        return await download.ModelAsync("owner/name", null, _folder.Path, null, TestContext.Current.CancellationToken);
    }

    private HubDownload Hub(string? token = null) => new(new HubOptions { Endpoint = _hub.Server.Address, Token = token, FirstRetryDelay = TimeSpan.FromMilliseconds(1) });

    private sealed class Collected(List<DownloadProgress> reports) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => reports.Add(value);
    }
}

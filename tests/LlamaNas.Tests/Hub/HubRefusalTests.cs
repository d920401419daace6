using System.Text;
using System.Text.Json;
using CsCheck;
using LlamaNas.Hub;

namespace LlamaNas.Tests.Hub;

/// <summary>What a hub can do wrong ends in a message that says what to do, and leaves no wrong file.</summary>
public sealed class HubRefusalTests : IDisposable
{
    private const string Weights = "model.safetensors";
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1000).Select(index => (byte)index)];

    private static readonly string[] Words = ["[", "]", "{", "}", ",", ":", "\"type\"", "\"file\"", "\"path\"", "\"size\"", "\"oid\"", "\"lfs\"", "1", "null", "\"a\""];

    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Byte.Array[0, 60], Gen.Int[0, Words.Length - 1].Select(index => Words[index]).Array[0, 20].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))));

    private readonly TemporaryFolder _folder = new();
    private readonly TestHub _hub = new TestHub().With("config.json", "{}"u8.ToArray()).With(Weights, Content);

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(401, "set HF_TOKEN")]
    [InlineData(403, "Accept the licence at")]
    [InlineData(404, "Check the name owner/name and the revision main")]
    [InlineData(418, "the server answers 418")]
    public async Task A_refusal_is_explained(int status, string advice)
    {
        _hub.Answer = _ => TestResponse.Text(status, "");

        await RefusedAsync(advice);

        Assert.Single(_hub.Server.Requests);
    }

    [Fact]
    public async Task A_server_that_stays_down_is_given_up()
    {
        _hub.Answer = _ => TestResponse.Text(500, "");

        await RefusedAsync("the server answers 500 (3 attempts)");

        Assert.Equal(3, _hub.Server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_always_cuts_at_the_same_byte_is_given_up()
    {
        _hub.Answer = request => request.Path.EndsWith(Weights, StringComparison.Ordinal) ? new TestResponse(200, Content, CutAfter: 100) : null;

        await RefusedAsync("attempts). Check the network");
    }

    [Fact]
    public async Task A_hub_that_cannot_be_reached_is_named()
    {
        var closed = new TestServer(_ => TestResponse.Text(200, ""));
        var address = closed.Address;
        closed.Dispose();

        await RefusedAsync("127.0.0.1: the connection failed", address);
    }

    [Fact]
    public async Task A_wrong_hash_leaves_no_file()
    {
        _hub.Answer = request => request.Path.EndsWith(Weights, StringComparison.Ordinal) ? new TestResponse(200, new byte[Content.Length]) : null;

        await RefusedAsync("its SHA256 is not");

        AssertNoWeights();
    }

    [Fact]
    public async Task A_wrong_hash_of_a_small_file_leaves_no_file()
    {
        _hub.Answer = request => request.Path.EndsWith("config.json", StringComparison.Ordinal) ? TestResponse.Text(200, "[]") : null;

        await RefusedAsync("config.json: its SHA1 is not");

        Assert.False(File.Exists(_folder["config.json"]));
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1001)]
    public async Task A_wrong_size_leaves_no_file(int size)
    {
        _hub.Answer = request => request.Path.EndsWith(Weights, StringComparison.Ordinal) ? new TestResponse(200, new byte[size]) : null;

        await RefusedAsync($"it has {size} bytes, but the hub lists 1000");

        AssertNoWeights();
    }

    [Theory]
    [InlineData("../evil.safetensors")]
    [InlineData("/etc/evil")]
    [InlineData("a/../../evil")]
    [InlineData("a\\..\\evil")]
    [InlineData("C:evil")]
    [InlineData("a//b")]
    [InlineData("a\nb")]
    public async Task A_name_that_leads_out_of_the_folder_is_refused(string path)
    {
        _hub.Answer = request => TestResponse.Text(200, JsonSerializer.Serialize(new[] { TestHub.Entry("config.json", []), TestHub.Entry(path, []) }));

        await RefusedAsync("could lie outside the folder");

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("nonsense", "not a hub's list")]
    [InlineData("{}", "not a hub's list")]
    [InlineData("""[{"type":"file","path":"a","size":-1,"oid":"0000000000000000000000000000000000000000"}]""", "not a hub's list")]
    [InlineData("""[{"type":"file","path":"a","size":1,"oid":"?"}]""", "not a hub's list")]
    [InlineData("[]", "no config.json among 0 files")]
    [InlineData("""[{"type":"file","path":"config.json","size":1,"oid":"0000000000000000000000000000000000000000"}]""", "no weights as safetensors")]
    public async Task A_list_that_is_none_is_refused(string list, string reason)
    {
        _hub.Answer = _ => TestResponse.Text(200, list);

        await RefusedAsync(reason);
    }

    [Fact]
    public async Task A_list_that_goes_on_elsewhere_is_refused()
    {
        _hub.Answer = _ => TestResponse.Text(200, "[]", "Link: <http://elsewhere.example/list>; rel=\"next\"");

        await RefusedAsync("the list goes on at 'http://elsewhere.example/list'");
    }

    [Fact]
    public async Task Endless_redirections_are_refused()
    {
        _hub.Answer = _ => TestResponse.Text(302, "", "Location: /again");

        await RefusedAsync("redirected more than");
    }

    [Fact]
    public async Task A_full_disk_is_named()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        File.CreateSymbolicLink(_folder[Weights + ".partial"], "/dev/full");

        await RefusedAsync("Free some disk space");
    }

    [Fact]
    public void Any_list_gives_files_or_a_message() => Bytes.Sample(bytes =>
    {
        try
        {
            HubFile.ParseList(bytes, "list");
        }
        catch (HubException exception)
        {
            Assert.StartsWith("list: ", exception.Message, StringComparison.Ordinal);
        }
    }, iter: 2000, threads: 1);

    [Theory]
    [InlineData("ftp://hub", null, "HF_ENDPOINT")]
    [InlineData("hub", null, "HF_ENDPOINT")]
    [InlineData(null, "hf secret", "HF_TOKEN")]
    public void A_wrong_environment_is_wrong_usage(string? endpoint, string? token, string variable) =>
        Assert.StartsWith(variable, Assert.Throws<UsageException>(() => HubOptions.FromEnvironment(endpoint, token)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("../name")]
    [InlineData("a/b/c")]
    [InlineData("a b")]
    public async Task A_wrong_name_is_wrong_usage(string name)
    {
        using var download = new HubDownload(new HubOptions { Endpoint = _hub.Server.Address });

        await Assert.ThrowsAsync<UsageException>(() => download.ModelAsync(name, null, _folder.Path, null, TestContext.Current.CancellationToken));
    }

    private void AssertNoWeights()
    {
        Assert.False(File.Exists(_folder[Weights]));
        Assert.False(File.Exists(_folder[Weights + ".partial"]));
    }

    private async Task RefusedAsync(string reason, Uri? endpoint = null)
    {
        using var download = new HubDownload(new HubOptions { Endpoint = endpoint ?? _hub.Server.Address, Retries = 2, FirstRetryDelay = TimeSpan.FromMilliseconds(1) });

        var exception = await Assert.ThrowsAsync<HubException>(() => download.ModelAsync("owner/name", null, _folder.Path, null, TestContext.Current.CancellationToken));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}

using LlamaNas.Pipelines;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Pipelines;

public sealed class KnownNetworksTests : IDisposable
{
    private const string Inside = "{\"layers\":[0,1],\"ffn_widths\":[8,4]}", Outside = "{\"layers\":[0,1],\"ffn_widths\":[8,5]}";
    private static readonly SearchSpace Space = new() { Layers = new FreeLayers([0, 1], 1), FeedForwardWidths = [[4, 8], [4, 8]] };
    private readonly string _folder = Directory.CreateTempSubdirectory("llama-nas-start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Architectures_and_rows_of_a_comparison_are_read_and_those_outside_of_the_space_left_out()
    {
        var architectures = Write("own.jsonl", Inside, "", Outside);
        var rows = Write("compare.rows.jsonl", $$"""{"Method":"shortgpt","Architecture":{{System.Text.Json.JsonSerializer.Serialize("{\"layers\":[1],\"ffn_widths\":[8]}")}}}""", """{"Method":"slicegpt","Architecture":""}""");

        Assert.Equal([SubNetworkJson.Parse(Inside), new SubNetwork { Layers = [1], FeedForwardWidths = [8] }], KnownNetworks.Read([architectures, rows, architectures], Space, "--start"));
    }

    [Fact]
    public void A_file_without_a_network_of_the_space_is_refused() =>
        Assert.Contains("none of its 1 networks lies in the search space", Assert.Throws<UsageException>(() => KnownNetworks.Read([Write("own.jsonl", Outside)], Space, "--start")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"layers\":", "line 2")]
    [InlineData("[1]", "line 2")]
    [InlineData("{\"Architecture\":7}", "line 2")]
    public void A_line_that_is_no_architecture_is_named(string line, string place) =>
        Assert.Contains(place, Assert.ThrowsAny<LlamaNasException>(() => KnownNetworks.Read([Write("own.jsonl", Inside, line)], Space, "--start")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_last_line_that_a_killed_process_left_unfinished_is_passed_over()
    {
        var path = Write("compare.rows.jsonl", Inside);
        File.AppendAllText(path, "{\"Method\":\"shor");

        Assert.Equal([SubNetworkJson.Parse(Inside)], KnownNetworks.Read([path], Space, "--start"));
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("no such file", Assert.Throws<UsageException>(() => KnownNetworks.Read(["nowhere.db"], Space, "--start")).Message, StringComparison.Ordinal);

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}

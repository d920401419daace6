using System.Text.Json;
using LlamaNas.Tests.Cli;

namespace LlamaNas.AcceptanceTests.Cli;

/// <summary><c>llama-nas evaluate</c> on the embedded tiny model.</summary>
public sealed class EvaluateTests : IDisposable
{
    private readonly TinyModelFolder _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task Perplexity_is_given_per_word_of_pages_and_per_token_of_chunks()
    {
        await File.WriteAllTextAsync(
            _tiny["data/wikitext2_test.txt"],
            string.Concat(Enumerable.Range(0, 3).Select(page => $" = Page {page} = \n \n {string.Concat(Enumerable.Repeat("the fox , said the owl , is red . ", 30))}\n")));

        var json = await EvaluateAsync("--tasks", "wikitext,wikitext_tokens", "--chunk-length", "64", "--samples", _tiny["samples.jsonl"]);

        var tasks = json.GetProperty("tasks");
        Assert.Equal(3, tasks.GetProperty("wikitext").GetProperty("documents").GetInt32());
        Assert.True(tasks.GetProperty("wikitext").GetProperty("word_perplexity").GetDouble() > tasks.GetProperty("wikitext").GetProperty("byte_perplexity").GetDouble());
        Assert.True(tasks.GetProperty("wikitext_tokens").GetProperty("token_perplexity").GetDouble() > 1);
        Assert.Contains("\"words\":", File.ReadLines(_tiny["samples.jsonl"]).First(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> EvaluateAsync(params string[] arguments)
    {
        var result = await LlamaNasProcess.RunAsync(["evaluate", "--model", _tiny["model"], "--data", _tiny["data"], .. arguments]);
        Assert.True(result.ExitCode == 0, result.StandardError);
        return JsonDocument.Parse(result.StandardOutput).RootElement;
    }
}

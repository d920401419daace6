using System.Text.Json;
using LlamaNas.Sandbox;
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

    [Fact]
    public async Task Written_answers_are_compared_strictly_and_flexibly()
    {
        const string Question = """{"question":"What is 2 + 2?","answer":"2 + 2 = 4\n#### 4"}""";
        await File.WriteAllLinesAsync(_tiny["data/gsm8k_test.jsonl"], Enumerable.Repeat(Question, 3));
        await File.WriteAllLinesAsync(_tiny["data/gsm8k_train.jsonl"], Enumerable.Repeat(Question, 4));

        var json = await EvaluateAsync("--tasks", "gsm8k", "--few-shot", "2", "--samples", _tiny["samples.jsonl"]);

        var scores = json.GetProperty("tasks").GetProperty("gsm8k");
        Assert.Equal(3, scores.GetProperty("documents").GetInt32());
        Assert.InRange(scores.GetProperty("exact_match_strict").GetDouble(), 0, scores.GetProperty("exact_match_flexible").GetDouble());
        Assert.True(scores.TryGetProperty("exact_match_strict_stderr", out _));
        Assert.Contains("\"generated\":", File.ReadLines(_tiny["samples.jsonl"]).First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Written_programs_are_run()
    {
        Assert.SkipUnless(SandboxWorks(), "needs a sandbox: bubblewrap, or namespaces");
        await File.WriteAllTextAsync(_tiny["data/humaneval.jsonl"], """{"prompt":"def one():\n    return 1\n","test":"\ndef check(candidate):\n    assert candidate() == 1\n","entry_point":"one"}""");
        await File.WriteAllTextAsync(
            _tiny["programs.yaml"],
            "task: programs\nfile: humaneval.jsonl\ncontext: '{prompt}'\ngenerate: {until: [\"\\n\"], maximum_tokens: 4}\nprogram: {before: '{prompt}# ', after: \"\\n{test}\\ncheck({entry_point})\"}");

        var json = await EvaluateAsync("--tasks", _tiny["programs.yaml"], "--samples", _tiny["samples.jsonl"]);

        Assert.Equal(1, json.GetProperty("tasks").GetProperty("programs").GetProperty("pass@1").GetDouble());
        Assert.Contains("\"outcome\":\"passed\"", await File.ReadAllTextAsync(_tiny["samples.jsonl"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bfloat16")]
    [InlineData("int8")]
    public async Task Another_precision_is_compared_on_the_same_documents(string precision)
    {
        var json = await EvaluateAsync("--tasks", _tiny["tasks/tiny_arc.yaml"], "--limit", "40", "--precision", precision, "--compare", "float32");

        var agreement = json.GetProperty("agreement");
        Assert.Equal("float32", agreement.GetProperty("precision").GetString());
        var task = agreement.GetProperty("tasks").GetProperty("tiny_arc");
        Assert.Equal(40, task.GetProperty("documents").GetInt32());
        Assert.InRange(task.GetProperty("equal_choices").GetDouble(), 0.8, 1);
        Assert.InRange(task.GetProperty("largest_log_likelihood_difference").GetDouble(), 1e-6, 2);
        Assert.True(task.GetProperty("mean_log_likelihood_difference").GetDouble() <= task.GetProperty("largest_log_likelihood_difference").GetDouble());
    }

    private static bool SandboxWorks()
    {
        try
        {
            using var sandbox = PythonSandbox.Open();
            return true;
        }
        catch (SandboxException)
        {
            return false;
        }
    }

    private async Task<JsonElement> EvaluateAsync(params string[] arguments)
    {
        var result = await LlamaNasProcess.RunAsync(["evaluate", "--model", _tiny["model"], "--data", _tiny["data"], .. arguments]);
        Assert.True(result.ExitCode == 0, result.StandardError);
        return JsonDocument.Parse(result.StandardOutput).RootElement;
    }
}

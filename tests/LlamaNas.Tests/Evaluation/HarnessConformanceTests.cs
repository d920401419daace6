using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlamaNas.Evaluation;

namespace LlamaNas.Tests.Evaluation;

/// <summary>lm-evaluation-harness's own conformance data (tests/testdata of its history): all documents, no model.</summary>
public sealed class HarnessConformanceTests
{
    [Theory]
    [InlineData("arc_easy", "arc_easy-v0")]
    [InlineData("arc_challenge", "arc_challenge-v0")]
    [InlineData("piqa", "piqa-v0")]
    [InlineData("winogrande", "winogrande-v0")]
    public void All_requests_have_the_harness_hash(string task, string stem)
    {
        var requests = Shuffled(task).SelectMany(document => document.Requests);

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(PythonJson(requests))));

        Assert.Equal(File.ReadAllText(SharedFolder.Find($"goldens/lm_eval_requests/{stem}-loglikelihood")).Trim(), hash);
    }

    [Theory]
    [InlineData("arc_easy", "arc_easy-v0")]
    [InlineData("arc_challenge", "arc_challenge-v0")]
    [InlineData("piqa", "piqa-v0")]
    [InlineData("winogrande", "winogrande-v0")]
    public void Random_log_likelihoods_give_the_harness_metrics_and_errors(string task, string stem)
    {
        var documents = Shuffled(task);
        var random = new MersenneTwister(42);
        var logLikelihoods = documents.Select(document => (EquatableArray<double>)[.. document.Requests.Select(_ => -random.NextDouble())]).ToArray();

        var result = Evaluator.Summarise(TaskCatalog.Load(task), documents, logLikelihoods, 0, 0, 0);

        var expected = JsonDocument.Parse(File.ReadAllText(SharedFolder.Find($"goldens/lm_eval_requests/{stem}-res.json"))).RootElement
            .GetProperty("results").GetProperty(task);
        foreach (var metric in result.Metrics)
        {
            Assert.Equal(expected.GetProperty(metric.Name).GetDouble(), metric.Value, 1e-12);
            Assert.Equal(expected.GetProperty($"{metric.Name}_stderr").GetDouble(), metric.StandardError, 1e-12);
        }
    }

    private static EquatableArray<DocumentRequests> Shuffled(string task)
    {
        // The hashes are older than PIQA's copy without trailing spaces, which the harness reads since 0.4.9.
        var definition = TaskCatalog.Load(task);
        if (task == "piqa")
            definition = definition with { Choices = definition.Choices with { Templates = [new Template("{sol1}"), new Template("{sol2}")] } };
        var requests = PreparedTask.Requests(definition, SharedFolder.Find("data"), new EvaluationOptions()).ToArray();
        new MersenneTwister(42).Shuffle(requests.AsSpan());
        return [.. requests];
    }

    // json.dumps([[context, continuation], ...]): ASCII only, ", " between items.
    private static string PythonJson(IEnumerable<RequestText> requests) =>
        $"[{string.Join(", ", requests.Select(request => $"[{Quoted(request.Context)}, {Quoted(request.Continuation)}]"))}]";

    internal static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' or > '~' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}

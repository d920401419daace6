using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlamaNas.Evaluation;

/// <summary>What an evaluation scored.</summary>
/// <param name="Model">Folder or name of the model.</param>
/// <param name="Architecture">The sub-network's text form.</param>
/// <param name="Precision">float32, bfloat16, int8, int4, or the formats of quantized weights.</param>
/// <param name="BeginOfSequence">Whether a begin-of-sequence token preceded each text.</param>
/// <param name="Parameters">The sub-network's parameters.</param>
/// <param name="Bytes">Bytes of its weights in this precision.</param>
public sealed record EvaluatedNetwork(string Model, string Architecture, string Precision, BeginOfSequencePolicy BeginOfSequence, long Parameters, long Bytes);

/// <summary>What <c>evaluate</c> writes: one JSON object for the scores, one JSON line a document for the samples.</summary>
public static class EvaluationReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The scores of all tasks.</summary>
    /// <param name="subject">What was scored.</param>
    /// <param name="results">One per task.</param>
    /// <param name="agreement">How far they are from another precision; null where that was not asked for.</param>
    public static string Json(EvaluatedNetwork subject, IReadOnlyList<TaskResult> results, PrecisionAgreement? agreement = null)
    {
        var tasks = new JsonObject();
        foreach (var result in results)
        {
            tasks[result.Task] = Metrics(result.Metrics, result.Documents.Count);
            if (result.Subjects.Count > 0)
            {
                tasks[result.Task]!["subjects"] = new JsonObject(result.Subjects.Select(subject => KeyValuePair.Create(
                    subject.Key, (JsonNode?)Metrics(subject.Value, result.Documents.Count(document => document.Subject == subject.Key)))));
            }
        }

        var report = new JsonObject
        {
            ["model"] = subject.Model,
            ["architecture"] = JsonNode.Parse(subject.Architecture),
            ["precision"] = subject.Precision,
            ["bos"] = subject.BeginOfSequence.Name(),
            ["parameters"] = subject.Parameters,
            ["bytes"] = subject.Bytes,
            ["tasks"] = tasks,
            ["tokens"] = results.Sum(result => result.ComputedTokens),
            ["tokens_without_sharing"] = results.Sum(result => result.TokensWithoutSharing),
            ["seconds"] = Math.Round(results.Sum(result => result.Seconds), 3),
        };
        if (agreement is not null)
            report["agreement"] = Agreement(agreement);
        return report.ToJsonString(Indented);
    }

    /// <summary>One line a document.</summary>
    public static IEnumerable<string> SampleLines(TaskResult result)
    {
        foreach (var document in result.Documents)
        {
            var line = new JsonObject { ["task"] = result.Task, ["doc_id"] = document.DocumentId };
            if (document.Target != DocumentResult.NoTarget)
                line["target"] = document.Target;
            if (document.LogLikelihoods.Count > 0)
                line["log_likelihoods"] = new JsonArray([.. document.LogLikelihoods.Select(value => JsonValue.Create(value))]);
            if (document.Generated is { } text)
                line["generated"] = text;
            foreach (var (name, value) in document.Details)
                line[name] = JsonSerializer.SerializeToNode(value);
            foreach (var (metric, score) in result.Metrics.Zip(document.Scores))
                line[metric.Name] = score is 0 or 1 ? JsonValue.Create((int)score) : JsonValue.Create(score);
            yield return line.ToJsonString();
        }
    }

    private static JsonObject Agreement(PrecisionAgreement agreement)
    {
        var tasks = new JsonObject();
        foreach (var task in agreement.Tasks)
        {
            var json = new JsonObject { ["documents"] = task.Documents };
            foreach (var (name, value) in ((string, double?)[])
                [("equal_choices", task.EqualChoices), ("equal_texts", task.EqualTexts), ("largest_log_likelihood_difference", task.LargestDifference), ("mean_log_likelihood_difference", task.MeanDifference)])
            {
                if (value is { } number)
                    json[name] = number;
            }

            tasks[task.Task] = json;
        }

        return new JsonObject { ["precision"] = agreement.Precision, ["tasks"] = tasks };
    }

    private static JsonObject Metrics(EquatableArray<MetricValue> metrics, int documents)
    {
        var json = new JsonObject { ["documents"] = documents };
        foreach (var metric in metrics)
        {
            json[metric.Name] = metric.Value;
            if (!double.IsNaN(metric.StandardError))
                json[$"{metric.Name}_stderr"] = metric.StandardError;
        }

        return json;
    }
}

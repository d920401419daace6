using System.Globalization;
using System.Text.Json;
using LlamaNas.Evaluation;

namespace LlamaNas.Tests.Evaluation;

/// <summary>
/// One file of <c>../shared/goldens/lm_eval</c>: lm-eval 0.4.13 on SmolLM2-135M-Instruct in FP32, without BOS. Its documents come in another order than the data
/// files', two three-choice ARC documents have one choice twice, and ARC documents with numbered labels have a target one too high; so documents
/// are found by their requests, and metrics are checked on the golden's own targets. (The task's own targets are checked by the conformance hashes.)
/// </summary>
public sealed record HarnessGolden(string File, string Task, int FewShot, int Documents, JsonElement Root)
{
    public static TheoryData<string> Files { get; } =
    [
        "arc_challenge_fp32_0shot_0-200", "arc_challenge_fp32_5shot_0-40", "arc_easy_fp32_0shot_0-200", "hellaswag_fp32_0shot_0-100",
        "mmlu_global_facts_fp32_0shot_0-40", "mmlu_global_facts_fp32_5shot_0-30", "mmlu_us_foreign_policy_fp32_0shot_0-40",
        "mmlu_us_foreign_policy_fp32_5shot_0-20", "mmlu_virology_fp32_0shot_0-40", "piqa_fp32_0shot_0-200",
        "truthfulqa_mc1_fp32_0shot_0-60", "truthfulqa_mc2_fp32_0shot_0-30", "winogrande_fp32_0shot_0-200",
    ];

    /// <summary>Document id of a golden document that the data file does not hold (31 of HellaSwag's 100).</summary>
    public const int NotFound = -1;

    public JsonElement[] Samples => [.. Root.GetProperty("samples").EnumerateArray()];

    public static HarnessGolden Read(string file)
    {
        var root = JsonDocument.Parse(System.IO.File.ReadAllText(SharedFolder.Find($"goldens/lm_eval/{file}.json"))).RootElement;
        var shots = int.Parse(root.GetProperty("num_fewshot").ToString(), CultureInfo.InvariantCulture);
        return new HarnessGolden(file, root.GetProperty("task").GetString()!, shots, root.GetProperty("samples").GetArrayLength(), root);
    }

    public static EquatableArray<double> LogLikelihoods(JsonElement sample) =>
        [.. sample.GetProperty("requests").EnumerateArray().Select(request => request.GetProperty("log_likelihood").GetDouble())];

    /// <summary>The golden's documents, each found among the task's own by its requests, with the golden's order of choices and target.</summary>
    public EquatableArray<DocumentRequests> Matched()
    {
        var task = TaskCatalog.Load(Task);
        var requests = Task == "arc_challenge" && FewShot > 0
            ? HarnessShotPool.Requests(task, FewShot, Samples)
            : PreparedTask.Requests(task, SharedFolder.Find("data"), new EvaluationOptions { FewShot = FewShot });
        var own = requests.ToLookup(document => Key(document.Requests), StringComparer.Ordinal);
        return [.. Samples.Select(sample => Match(sample, own))];
    }

    private static DocumentRequests Match(JsonElement sample, ILookup<string, DocumentRequests> own)
    {
        EquatableArray<RequestText> requests = [.. sample.GetProperty("requests").EnumerateArray()
            .Select(request => new RequestText(request.GetProperty("context").GetString()!, request.GetProperty("continuation").GetString()!))];
        var document = own[Key(requests)].FirstOrDefault() ?? new DocumentRequests(new TaskDocument(NotFound, sample, "golden"), requests, [], 0, []);
        return document with
        {
            Requests = requests,
            Choices = [.. requests.Select(request => request.Continuation[1..])],
            Target = sample.GetProperty("target") is { ValueKind: JsonValueKind.Number } target ? target.GetInt32() : document.Target,
        };
    }

    private static string Key(IEnumerable<RequestText> requests) =>
        string.Join('\u0001', requests.Select(request => request.Context + '\u0002' + request.Continuation).Distinct().Order(StringComparer.Ordinal));
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;

namespace LlamaNas.Cli.Commands;

/// <summary>Scores a model, or a sub-network of it, on tasks.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var (model, tasks, data) = (CommonOptions.Model(), CommonOptions.Tasks(), CommonOptions.Data());
        var limit = new Option<int?>("--limit") { Description = "Most documents of each task (of each subject for mmlu)." };
        var offset = new Option<int>("--offset") { Description = "Documents passed over first." };
        var fewShot = new Option<int?>("--few-shot") { Description = "Solved examples before each question; default: the task's own number (gsm8k 5, mbpp 3, others 0)." };
        var chunkLength = new Option<int?>("--chunk-length") { Description = "Tokens of a chunk, for wikitext_tokens; default 2048." };
        var architecture = new Option<string?>("--architecture") { Description = "JSON file of a sub-network; default: the whole network." };
        var precision = new Option<string>("--precision") { Description = "float32, bfloat16, int8 or int4. Quantized models bring their own.", DefaultValueFactory = _ => "bfloat16" };
        var compare = new Option<string?>("--compare") { Description = "Score in this precision too, and tell how far the two agree." };
        var bos = CommonOptions.BeginOfSequence();
        var samples = new Option<string?>("--samples") { Description = "File that gets one JSON line a document." };
        var output = new Option<string?>("--output") { Description = "File that gets the scores; default: stdout." };
        var (json, device) = (CommonOptions.Json(), CommonOptions.Device());
        var command = new Command("evaluate", "Score a model on tasks.\n\nExample: llama-nas evaluate --model models/SmolLM2-135M --tasks arc_easy,mmlu --data data --limit 200")
        {
            model, tasks, data, limit, offset, fewShot, chunkLength, architecture, precision, compare, bos, samples, output, json, device,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var settings = new EvaluationSettings
            {
                Model = result.GetValue(model)!,
                Tasks = [.. CommonOptions.Split(result.GetValue(tasks))],
                DataFolder = result.GetValue(data)!,
                Architecture = result.GetValue(architecture),
                Precision = PrecisionNames.Parse(result.GetValue(precision)!),
                Compare = result.GetValue(compare) is { } other ? PrecisionNames.Parse(other) : null,
                Options = new EvaluationOptions
                {
                    Limit = AtLeast(1, result.GetValue(limit), "--limit"),
                    Offset = AtLeast(0, result.GetValue(offset), "--offset")!.Value,
                    FewShot = AtLeast(0, result.GetValue(fewShot), "--few-shot"),
                    ChunkLength = AtLeast(2, result.GetValue(chunkLength), "--chunk-length"),
                    BeginOfSequence = BeginOfSequencePolicies.Parse(result.GetValue(bos)!),
                },
            };
            using var progress = new ConsoleProgress();
            var outcome = EvaluationStage.Run(settings, CommonOptions.ParseDevice(result.GetValue(device)), progress, cancellationToken);
            progress.Close();
            Console.Error.WriteLine(Summary(outcome.Results));
            Write(outcome, result.GetValue(samples), result.GetValue(output));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Write(EvaluationOutcome outcome, string? samples, string? output)
    {
        var scores = EvaluationReport.Json(outcome.Subject, outcome.Results, outcome.Agreement);
        if (samples is not null)
            File.WriteAllLines(samples, outcome.Results.SelectMany(EvaluationReport.SampleLines));
        if (output is not null)
            File.WriteAllText(output, scores + "\n");
        else
            Console.WriteLine(scores);
        foreach (var task in outcome.Agreement?.Tasks ?? [])
            (output is null ? Console.Error : Console.Out).WriteLine(Agreement(task, outcome.Subject.Precision, outcome.Agreement!.Precision));
    }

    private static string Agreement(TaskAgreement task, string precision, string other)
    {
        var parts = new List<string>();
        if (task.EqualChoices is { } share)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} % equal choices"));
        if (task.EqualTexts is { } texts)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * texts:F1} % equal texts"));
        if (task.LargestDifference is { } largest)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"log-likelihoods differ by {largest:G3} at most, {task.MeanDifference:G3} on average"));
        return $"{task.Task}, {precision} against {other}, {task.Documents} documents: {string.Join("; ", parts)}";
    }

    private static string Summary(EquatableArray<TaskResult> results)
    {
        using var process = Process.GetCurrentProcess();
        return string.Create(
            CultureInfo.InvariantCulture, $"{results.Sum(result => result.Documents.Count)} documents in {results.Sum(result => result.Seconds):F1} s, peak resident memory {process.PeakWorkingSet64 / 1e6:F0} MB");
    }

    private static int? AtLeast(int smallest, int? value, string option) =>
        value is null || value >= smallest ? value : throw new UsageException($"{option} must be at least {smallest}.");
}

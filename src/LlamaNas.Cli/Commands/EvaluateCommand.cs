using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Spaces;

namespace LlamaNas.Cli.Commands;

/// <summary>Scores a model, or a sub-network of it, on tasks.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var (model, tasks, data) = (CommonOptions.Model(), CommonOptions.Tasks(), CommonOptions.Data());
        var limit = new Option<int?>("--limit") { Description = "Most documents of each task (of each subject for mmlu)." };
        var offset = new Option<int>("--offset") { Description = "Documents passed over first." };
        var fewShot = new Option<int>("--few-shot") { Description = "Solved examples before each question." };
        var chunkLength = new Option<int?>("--chunk-length") { Description = "Tokens of a chunk, for wikitext_tokens; default 2048." };
        var architecture = new Option<string?>("--architecture") { Description = "JSON file of a sub-network; default: the whole network." };
        var precision = new Option<string>("--precision") { Description = "float32, bfloat16 or int8.", DefaultValueFactory = _ => "bfloat16" };
        var bos = CommonOptions.BeginOfSequence();
        var samples = new Option<string?>("--samples") { Description = "File that gets one JSON line a document." };
        var output = new Option<string?>("--output") { Description = "File that gets the scores; default: stdout." };
        var (json, device) = (CommonOptions.Json(), CommonOptions.Device());
        var command = new Command("evaluate", "Score a model on tasks.\n\nExample: llama-nas evaluate --model models/SmolLM2-135M --tasks arc_easy,mmlu --data data --limit 200")
        {
            model, tasks, data, limit, offset, fewShot, chunkLength, architecture, precision, bos, samples, output, json, device,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var options = new EvaluationOptions
            {
                Limit = Positive(result.GetValue(limit), "--limit"),
                Offset = result.GetValue(offset) is >= 0 and var skipped ? skipped : throw new UsageException("--offset must not be negative."),
                FewShot = result.GetValue(fewShot) is >= 0 and var shots ? shots : throw new UsageException("--few-shot must not be negative."),
                ChunkLength = result.GetValue(chunkLength) is null or >= 2 ? result.GetValue(chunkLength) : throw new UsageException("--chunk-length must be at least 2."),
                BeginOfSequence = BeginOfSequencePolicies.Parse(result.GetValue(bos)!),
            };
            var chosen = PrecisionNames.Parse(result.GetValue(precision)!);
            var names = CommonOptions.Split(result.GetValue(tasks));
            foreach (var name in names)
                TaskCatalog.Find(name);

            using var session = ModelSession.Open(result.GetValue(model)!, chosen, CommonOptions.ParseDevice(result.GetValue(device)));
            var subNetwork = result.GetValue(architecture) is { } file ? SubNetworkJson.Load(file) : SubNetwork.Full(session.Config);
            subNetwork.Validate(session.Config);
            var progress = new ConsoleProgress();
            var prepared = names.Select(name => session.PrepareAny(name, result.GetValue(data)!, options)).ToArray();
            var results = prepared.Select(task => session.Score(task, subNetwork, chosen, progress, cancellationToken)).ToArray();
            progress.Close();
            Console.Error.WriteLine(Summary(results));
            Write(session, subNetwork, chosen, options.BeginOfSequence, results, result.GetValue(samples), result.GetValue(output));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Write(ModelSession session, SubNetwork subNetwork, Precision precision, BeginOfSequencePolicy policy, TaskResult[] results, string? samples, string? output)
    {
        var subject = new EvaluatedNetwork(
            session.Checkpoint.Folder, SubNetworkJson.Print(subNetwork), precision.Name(), policy, ParameterCount.Of(session.Config, subNetwork),
            WeightBytes.Of(session.Config, subNetwork, precision));
        var scores = EvaluationReport.Json(subject, results);
        if (samples is not null)
            File.WriteAllLines(samples, results.SelectMany(EvaluationReport.SampleLines));
        if (output is not null)
            File.WriteAllText(output, scores + "\n");
        else
            Console.WriteLine(scores);
    }

    private static string Summary(TaskResult[] results)
    {
        using var process = Process.GetCurrentProcess();
        return string.Create(
            CultureInfo.InvariantCulture, $"{results.Sum(result => result.Documents.Count)} documents in {results.Sum(result => result.Seconds):F1} s, peak resident memory {process.PeakWorkingSet64 / 1e6:F0} MB");
    }

    private static int? Positive(int? value, string option) => value is null or > 0 ? value : throw new UsageException($"{option} must be at least 1.");
}

using System.CommandLine;
using System.Globalization;
using LlamaNas.Pipelines;

namespace LlamaNas.Cli.Commands;

/// <summary>Pruning baselines against our fronts.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var (model, tasks, data) = (CommonOptions.Model(), CommonOptions.Tasks(), CommonOptions.Data());
        var baselines = List("--baselines", "Methods, separated by commas; all for every one.", "all");
        var reductions = List("--reductions", "Percent of the parameters that go.", "10,20,25,33");
        var runs = List("--run", "Run stores (FILE.db) whose fronts are compared.", "");
        var tokens = new Option<int>("--fine-tune-tokens") { Description = "Train each pruned network on so many tokens, too. Default: none." };
        var tuned = List("--fine-tune", "Methods that are trained; ours-base and ours-tuned are our networks with the parent's and with the searched weights. Default: all.", "");
        var tunedAt = List("--fine-tune-at", "Reductions, in percent, at which they are trained; default: all.", "");
        var distillation = new Option<double>("--fine-tune-distillation") { Description = "Share of their loss that is the divergence from the model before pruning, 0 to 1. Default: none." };
        var tuneData = new Option<string?>("--fine-tune-data") { Description = "Alpaca-format file to train on. Default: alpaca_13k.jsonl in the data folder." };
        var limit = new Option<int>("--limit") { Description = "Most documents of each task's test half.", DefaultValueFactory = _ => 200 };
        var chunks = new Option<int>("--chunks") { Description = "Chunks of 512 tokens of each perplexity task.", DefaultValueFactory = _ => 20 };
        var calibration = new Option<string?>("--calibration") { Description = "Calibration text (.txt, or .jsonl with a \"text\" a line). Default: c4_300.jsonl in the data folder." };
        var sequences = new Option<int>("--calibration-sequences") { Description = "Sequences of 128 tokens that every method sees.", DefaultValueFactory = _ => 16 };
        var seed = new Option<int>("--seed") { Description = "Seed of calibration text, random networks and training.", DefaultValueFactory = _ => 42 };
        var output = new Option<string>("--output") { Description = "FILE.json (for report --baselines) or FILE.md; finished rows are kept beside it in FILE.rows.jsonl.", Required = true };
        var command = new Command(
            "compare", "Compare pruning methods of the literature with the fronts of our searches, at equal bytes, on the test split; the same command goes on after a stop.\n\n"
            + "Example: llama-nas compare --model models/SmolLM2-135M --baselines shortgpt,flap --tasks arc_easy,wikitext_tokens --data data --run arc_easy.db --output comparison.md")
        {
            model, baselines, tasks, data, reductions, runs, tokens, tuned, tunedAt, distillation, tuneData, limit, chunks, calibration, sequences, seed, output,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var folder = result.GetValue(data)!;
            var file = result.GetValue(output)!;
            using var progress = new ConsoleProgress();
            using var stage = new ComparisonStage(
                new ComparisonSettings
                {
                    Model = result.GetValue(model)!,
                    Baselines = [.. CommonOptions.Split(result.GetValue(baselines))],
                    Tasks = [.. CommonOptions.Split(result.GetValue(tasks))],
                    DataFolder = folder,
                    Reductions = Percents(result.GetValue(reductions), "--reductions"),
                    Runs = [.. CommonOptions.Split(result.GetValue(runs))],
                    FineTuneTokens = result.GetValue(tokens),
                    FineTuneDistillation = result.GetValue(distillation),
                    FineTuneData = result.GetValue(tuneData) ?? Path.Combine(folder, "alpaca_13k.jsonl"),
                    Tuned = [.. CommonOptions.Split(result.GetValue(tuned))],
                    TunedReductions = Percents(result.GetValue(tunedAt), "--fine-tune-at"),
                    Limit = result.GetValue(limit),
                    Chunks = result.GetValue(chunks),
                    Calibration = result.GetValue(calibration) ?? Path.Combine(folder, "c4_300.jsonl"),
                    CalibrationSequences = result.GetValue(sequences),
                    Seed = result.GetValue(seed),
                    Rows = Path.ChangeExtension(file, ".rows.jsonl"),
                },
                progress);
            var rows = stage.Run(cancellationToken);
            progress.Close();
            var markdown = ComparisonReport.Markdown(rows, stage.Unreached);
            File.WriteAllText(file, file.EndsWith(".json", StringComparison.Ordinal) ? ComparisonReport.Json(rows) + "\n" : markdown);
            Console.WriteLine(markdown);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Option<string[]> List(string name, string description, string absent) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => absent.Length == 0 ? [] : [absent],
    };

    private static EquatableArray<double> Percents(string[]? values, string option) => [.. CommonOptions.Split(values).Select(value =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and < 100
            ? percent
            : throw new UsageException($"{option}: '{value}' is no percentage. Use numbers above 0 and below 100, such as 10,20,25,33.")).Order()];
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Cli.Commands;

/// <summary>Times networks side by side.</summary>
internal static class BenchmarkCommand
{
    private const string Example = """
        Time the full network and members of a front side by side: reading a prompt, writing token by token, serving several requests together, memory.
        All networks take turns in every round; ratios are against the full network of the same engine and precision in the same round. Use an idle machine.

        Example: llama-nas benchmark --model runs/tuned/model --run arc_easy.db --select keep,knee --engine own,llama.cpp
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var model = CommonOptions.Model();
        var architecture = new Option<string[]>("--architecture") { Description = "JSON file of a sub-network; may be repeated.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var run = new Option<string?>("--run") { Description = "A search's run store (FILE.db), for --select." };
        var select = new Option<string[]>("--select") { Description = "Networks of the run, separated by commas: knee, best, keep, ids of the front, or bounds such as \"parameters<=90M\".", DefaultValueFactory = _ => ["knee"], AllowMultipleArgumentsPerToken = true };
        var precision = new Option<string[]>("--precision") { Description = "float32, bfloat16, int8, int4; separated by commas. llama.cpp takes q8_0 for int8, q4_0 for int4.", DefaultValueFactory = _ => ["bfloat16"] };
        var engine = new Option<string[]>("--engine") { Description = "own, llama.cpp (needs Node.js); separated by commas.", DefaultValueFactory = _ => ["own"] };
        var defaults = new BenchmarkSettings { Model = "" };
        var promptTokens = new Option<int>("--prompt-tokens") { Description = "Tokens of a request's prompt.", DefaultValueFactory = _ => defaults.Workload.PromptTokens };
        var writtenTokens = new Option<int>("--written-tokens") { Description = "Tokens written after it.", DefaultValueFactory = _ => defaults.Workload.WrittenTokens };
        var requests = new Option<int>("--requests") { Description = "Requests that are served together.", DefaultValueFactory = _ => defaults.Requests };
        var rounds = new Option<int>("--rounds") { Description = "Rounds that count; one more warms up.", DefaultValueFactory = _ => defaults.Rounds };
        var json = CommonOptions.Json();
        var command = new Command("benchmark", Example) { model, architecture, run, select, precision, engine, promptTokens, writtenTokens, requests, rounds, json };
        command.SetAction((result, cancellationToken) =>
        {
            var settings = new BenchmarkSettings
            {
                Model = result.GetValue(model)!,
                Precisions = [.. CommonOptions.Split(result.GetValue(precision)).Select(PrecisionNames.Parse)],
                Engines = [.. CommonOptions.Split(result.GetValue(engine)).Select(Engine)],
                Workload = new LatencyWorkload { PromptTokens = result.GetValue(promptTokens), WrittenTokens = result.GetValue(writtenTokens) },
                Requests = result.GetValue(requests),
                Rounds = result.GetValue(rounds),
            };
            settings.Validate();
            using (var checkpoint = Checkpoint.Open(settings.Model))
                settings = settings with { Networks = [.. Networks(checkpoint.Config, result.GetValue(architecture)!, result.GetValue(run), CommonOptions.Split(result.GetValue(select)))] };
            using var progress = new ConsoleProgress();
            var rows = BenchmarkStage.Run(settings, (folder, numbers) => NetworkMemory.Of(folder, numbers, settings.Workload), new TimingShare(progress), cancellationToken);
            progress.Close();
            Show(settings, rows, result.GetValue(json));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static BenchmarkEngine Engine(string name) => name switch
    {
        "own" => BenchmarkEngine.Own,
        "llama.cpp" => BenchmarkEngine.LlamaCpp,
        _ => throw new UsageException($"--engine {name}: unknown engine. Use own or llama.cpp."),
    };

    private static IEnumerable<NamedNetwork> Networks(LlamaConfig config, string[] architectures, string? run, string[] selections)
    {
        foreach (var file in architectures)
            yield return new NamedNetwork(Path.GetFileNameWithoutExtension(file), SubNetworkChoice.Fitting(SubNetworkJson.Load(file), config));
        if (run is null)
            yield break;

        using var store = RunStore.OpenExisting(run);
        var stored = new StoredRun(store);
        foreach (var text in selections)
            yield return new NamedNetwork(text, SubNetworkChoice.Fitting(stored.Select(text), config));
    }

    private static void Show(BenchmarkSettings settings, IReadOnlyList<BenchmarkRow> rows, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    model = settings.Model,
                    machine = MachineName.Describe(),
                    workload = settings.Workload,
                    requests = settings.Requests,
                    rounds = settings.Rounds,
                    rows = rows.Select(row => new
                    {
                        network = row.Network.Name,
                        architecture = JsonDocument.Parse(SubNetworkJson.Print(row.Network.Network)).RootElement,
                        engine = row.Engine,
                        precision = row.Precision,
                        parameters = row.Parameters,
                        resident_bytes = row.Result.ResidentBytes,
                        tokens_per_second = row.Result.Rates,
                        against_full = row.Result.Ratios,
                    }),
                },
                Indented));
            return;
        }

        Console.WriteLine($"{settings.Workload}; {settings.Requests} requests together; tokens/s, medians of {settings.Rounds} rounds; in brackets against the full network, with quartiles");
        ConsoleTable.Print(
            ["network", "engine", "precision", "parameters", "reading", "writing", "serving", "memory"],
            rows.Select(row => new[]
            {
                row.Network.Name, row.Engine, row.Precision, string.Create(CultureInfo.InvariantCulture, $"{row.Parameters / 1e6:F1} M"),
                Cell(row.Result.Rates.Prefill, row.Result.Ratios.Prefill), Cell(row.Result.Rates.Decode, row.Result.Ratios.Decode), Cell(row.Result.Rates.Serving, row.Result.Ratios.Serving),
                row.Result.ResidentBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB") : "",
            }));
    }

    private static string Cell(Timing rate, Timing ratio) =>
        string.Create(CultureInfo.InvariantCulture, $"{rate.Median:F1} ({ratio.Median:F2}x [{ratio.LowerQuartile:F2}, {ratio.UpperQuartile:F2}])");
}

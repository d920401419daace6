using System.CommandLine;
using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Search;
using LlamaNas.Search.Racing;

namespace LlamaNas.Cli.Commands;

/// <summary>Searches a model's sub-networks.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var (model, space, tasks, data) = (CommonOptions.Model(), CommonOptions.Space("paper"), CommonOptions.Tasks(), CommonOptions.Data());
        var (run, json, device) = (CommonOptions.Run(), CommonOptions.Json(), CommonOptions.Device());
        var objectives = new Option<string[]>("--objectives") { Description = "accuracy, accuracy:TASK, probability, probability:TASK (of the right choices), parameters, bytes, macs, kv_cache_bytes, latency_ms, prefill_ms, decode_ms, tokens_per_second; separated by commas.", DefaultValueFactory = _ => ["accuracy,parameters"] };
        var algorithm = new Option<string>("--algorithm") { Description = "linas, linas-compatible, nsga2, evopress, random or exhaustive.", DefaultValueFactory = _ => "linas" };
        var budget = new Option<int>("--budget") { Description = "Evaluations.", DefaultValueFactory = _ => 250 };
        var population = new Option<int?>("--population") { Description = "Candidates a round; default: what suits the algorithm (linas 6, nsga2 20)." };
        var mutationRate = new Option<double?>("--mutation-rate") { Description = "Chance of each gene to mutate; default: 1 / number of genes." };
        var crossover = new Option<string>("--crossover") { Description = "uniform, or layers: all genes of a layer from one parent.", DefaultValueFactory = _ => "uniform" };
        var seed = new Option<int>("--seed") { Description = "Seed of search and split.", DefaultValueFactory = _ => 42 };
        var limit = new Option<int?>("--limit") { Description = "Most documents of each task's search split." };
        var fewShot = new Option<int>("--few-shot") { Description = "Solved examples before each question." };
        var constraints = new Option<string[]>("--constraint") { Description = "Bound such as \"parameters<=90M\"; may be repeated.", DefaultValueFactory = _ => [] };
        var bos = CommonOptions.BeginOfSequence();
        var precision = new Option<string>("--precision") { Description = "float32, bfloat16 or int8.", DefaultValueFactory = _ => "bfloat16" };
        var racing = new Option<bool>("--racing") { Description = "Score candidates on growing samples of the documents and stop those that cannot reach the front." };
        var start = new Option<string[]>("--start") { Description = "Networks to evaluate first, where space and constraints allow: run stores (their fronts), or JSON lines of architectures, such as compare's .rows.jsonl.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var request = new LatencyWorkload();
        var promptTokens = new Option<int>("--prompt-tokens") { Description = "Latency: tokens of the prompt that is read.", DefaultValueFactory = _ => request.PromptTokens };
        var writtenTokens = new Option<int>("--written-tokens") { Description = "Latency: tokens that are written after it.", DefaultValueFactory = _ => request.WrittenTokens };
        var latencyTable = new Option<string?>("--latency-table") { Description = "File of the measured costs of parts; measured where it is missing. Default: RUN.latency.json beside the run store." };
        var command = new Command("search", "Search a model's sub-networks; the same command continues a stopped search.\n\nExample: llama-nas search --model runs/tuned/model --space free --tasks arc_easy --data data --budget 100 --run arc_easy.db")
        {
            model, space, tasks, data, objectives, algorithm, budget, population, mutationRate, crossover, seed, limit, fewShot, bos, constraints, precision, racing, start, promptTokens, writtenTokens, latencyTable, run, json, device,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var settings = new SearchSettings
            {
                Tasks = [.. CommonOptions.Split(result.GetValue(tasks))],
                DataFolder = result.GetValue(data)!,
                Space = result.GetValue(space)!,
                Objectives = [.. CommonOptions.Split(result.GetValue(objectives))],
                Algorithm = result.GetValue(algorithm)!,
                Budget = result.GetValue(budget),
                Population = result.GetValue(population),
                MutationRate = result.GetValue(mutationRate),
                Crossover = SearchOptions.ParseCrossover(result.GetValue(crossover)!),
                Seed = result.GetValue(seed),
                Limit = result.GetValue(limit),
                FewShot = result.GetValue(fewShot),
                BeginOfSequence = BeginOfSequencePolicies.Parse(result.GetValue(bos)!),
                Constraints = [.. result.GetValue(constraints) ?? []],
                Precision = PrecisionNames.Parse(result.GetValue(precision)!),
                Latency = new LatencyWorkload { PromptTokens = result.GetValue(promptTokens), WrittenTokens = result.GetValue(writtenTokens) },
                LatencyTable = result.GetValue(latencyTable),
                Racing = result.GetValue(racing) ? new RacingOptions() : null,
                Start = [.. CommonOptions.Split(result.GetValue(start))],
            };
            foreach (var task in settings.Tasks)
                TaskCatalog.Load(task);

            using var session = ModelSession.Open(result.GetValue(model)!, settings.Precision, CommonOptions.ParseDevice(result.GetValue(device)));
            using var store = SearchStage.OpenStore(session, settings, result.GetValue(run)!);
            using var progress = new ConsoleProgress();
            var time = await SearchStage.RunAsync(session, settings, store, progress, cancellationToken);
            progress.Close();
            progress.Report(new StageFinished("Search", time.Seconds, $"{store.Candidates().Count} networks evaluated, {time}"));
            FrontCommand.Show(store, result.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}

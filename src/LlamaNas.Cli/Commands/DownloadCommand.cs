using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LlamaNas.Evaluation;
using LlamaNas.Hub;

namespace LlamaNas.Cli.Commands;

/// <summary>Fetches models and data sets from a hub.</summary>
internal static class DownloadCommand
{
    public static Command Create()
    {
        var model = new Option<string?>("--model") { Description = "Model to fetch, OWNER/NAME; its files go into OUTPUT." };
        var dataSet = new Option<string?>("--dataset") { Description = "Data set to fetch, OWNER/NAME; its parquet files go into OUTPUT/OWNER/NAME." };
        var config = new Option<string?>("--config") { Description = "Only this configuration (folder) of --dataset." };
        var split = new Option<string?>("--split") { Description = "Only this split of --dataset." };
        var tasks = new Option<string[]>("--tasks") { Description = "Instead of --dataset: the data of these tasks, separated by commas.", AllowMultipleArgumentsPerToken = true };
        var revision = new Option<string?>("--revision") { Description = "Branch, tag or commit; default: main." };
        var output = new Option<string>("--output") { Description = "Folder that gets the files: later --model or --data.", Required = true };
        var json = CommonOptions.Json();
        var command = new Command(
            "download",
            "Fetch a model, a data set, or the data of tasks from the Hugging Face hub; what is there is not fetched again, what was cut goes on.\n"
            + "HF_ENDPOINT names another hub, HF_TOKEN opens what needs an account.\n\n"
            + "Example: llama-nas download --model HuggingFaceTB/SmolLM2-135M-Instruct --output models/SmolLM2-135M-Instruct")
        {
            model, dataSet, config, split, tasks, revision, output, json,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (name, names) = (result.GetValue(model), CommonOptions.Split(result.GetValue(tasks)));
            var sets = Wanted(result.GetValue(dataSet), result.GetValue(config), result.GetValue(split), names);
            if (name is null == (sets.Count == 0))
                throw new UsageException("Give --model, or --dataset, or --tasks; one of them.");

            var (folder, at) = (result.GetValue(output)!, result.GetValue(revision));
            using var hub = new HubDownload(HubOptions.FromEnvironment(Environment.GetEnvironmentVariable("HF_ENDPOINT"), Environment.GetEnvironmentVariable("HF_TOKEN")));
            using var progress = new ConsoleProgress();
            var done = new List<DownloadResult>();
            if (name is not null)
                done.Add(await hub.ModelAsync(name, at, folder, progress, cancellationToken));
            foreach (var set in sets)
                done.Add(await hub.DataSetAsync(set.Key, [.. set], at, folder, progress, cancellationToken));
            progress.Close();
            Show(done, result.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static ILookup<string, DataSetSplit> Wanted(string? dataSet, string? config, string? split, string[] tasks)
    {
        if (dataSet is not null && tasks.Length > 0)
            throw new UsageException("Give --dataset or --tasks, not both.");
        if (dataSet is null && (config ?? split) is not null)
            throw new UsageException("--config and --split choose from a --dataset. Give its name.");

        var splits = dataSet is not null ? [new DataSetSplit(dataSet, config, split)] : tasks.Select(TaskCatalog.Load).SelectMany(Splits).Distinct();
        return splits.ToLookup(wanted => wanted.DataSet);
    }

    private static IEnumerable<DataSetSplit> Splits(TaskDefinition task) => task.Hub is null
        ? throw new UsageException($"Task '{task.Name}' does not say where its data lies on the hub. Add 'hub:' to its file (docs/tasks.md).")
        : new[] { task.Hub, task.FewShot?.Hub }.OfType<DataSetSplit>();

    private static void Show(IReadOnlyList<DownloadResult> results, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(results.Select(result => new
            {
                repository = result.Repository.Name,
                kind = result.Repository.Kind == RepositoryKind.Model ? "model" : "dataset",
                revision = result.Repository.Revision,
                folder = result.Folder,
                bytes = result.Files.Sum(file => file.File.Size),
                files = result.Files.Select(file => new { path = file.File.Path, bytes = file.File.Size, hash = file.File.Hash.Text, origin = Name(file.Origin) }),
            })));
            return;
        }

        foreach (var result in results)
        {
            var (bytes, there) = (result.Files.Sum(file => file.File.Size), result.Files.Count(file => file.Origin == FileOrigin.AlreadyThere));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Folder}: {result.Files.Count} files, {bytes / 1e6:F1} MB, {result.Files.Count - there} fetched, {there} were there"));
        }
    }

    private static string Name(FileOrigin origin) => origin switch
    {
        FileOrigin.AlreadyThere => "already_there",
        FileOrigin.Resumed => "resumed",
        _ => "fetched",
    };
}

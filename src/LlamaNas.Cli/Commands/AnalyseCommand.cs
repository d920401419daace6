using System.CommandLine;
using LlamaNas.Pipelines;

namespace LlamaNas.Cli.Commands;

/// <summary>What the runs of several tasks say together.</summary>
internal static class AnalyseCommand
{
    public static Command Create()
    {
        var runs = new Option<string[]>("--run") { Description = "Run store (FILE.db) of one task; repeat it for every task.", Required = true, AllowMultipleArgumentsPerToken = true };
        var model = new Option<string?>("--model") { Description = "The model that was searched: scores every front on every other task (stored in the run files). Default: only what is stored." };
        var data = new Option<string>("--data") { Description = "Folder of the tasks' data, with --model.", DefaultValueFactory = _ => "data" };
        var tasks = new Option<string[]>("--tasks") { Description = "YAML files of the searched tasks that are not built in, with --model.", AllowMultipleArgumentsPerToken = true };
        var limit = new Option<int?>("--limit") { Description = "Most documents of each test half, with --model. Default: as many as the run was tested on, else 400." };
        var members = new Option<int>("--members") { Description = "Most networks of a front that are scored on other tasks.", DefaultValueFactory = _ => 5 };
        var output = new Option<string?>("--output") { Description = "FILE.md (default: stdout), FILE.json, or FILE.svg for the map of layers." };
        var command = new Command(
            "analyse", "Tell what the fronts of several tasks keep, whether tasks agree, and whether fronts transfer.\n\n"
            + "Example: llama-nas analyse --run arc_easy.db --run winogrande.db --output analysis.md")
        {
            runs, model, data, tasks, limit, members, output,
        };
        command.SetAction((result, cancellationToken) =>
        {
            using var progress = new ConsoleProgress();
            var settings = new AnalysisSettings
            {
                Runs = [.. CommonOptions.Split(result.GetValue(runs))],
                Model = result.GetValue(model),
                DataFolder = result.GetValue(data)!,
                Tasks = [.. CommonOptions.Split(result.GetValue(tasks))],
                Limit = result.GetValue(limit),
                Members = result.GetValue(members),
            };
            var (markdown, json, svg) = AnalysisStage.Run(settings, progress, cancellationToken);
            progress.Close();
            if (result.GetValue(output) is { } path)
                File.WriteAllText(path, Written(path, markdown, json, svg));
            else
                Console.WriteLine(markdown);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static string Written(string path, string markdown, string json, string svg) => Path.GetExtension(path) switch
    {
        ".svg" => svg,
        ".json" => json,
        _ => markdown,
    };
}

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
        var limit = new Option<int>("--limit") { Description = "Most documents of each test half, with --model; use the number that the run was tested on.", DefaultValueFactory = _ => 400 };
        var members = new Option<int>("--members") { Description = "Most networks of a front that are scored on other tasks.", DefaultValueFactory = _ => 5 };
        var output = new Option<string?>("--output") { Description = "FILE.md (default: stdout), or FILE.svg for the map of layers." };
        var command = new Command(
            "analyse", "Tell what the fronts of several tasks keep, whether tasks agree, and whether fronts transfer.\n\n"
            + "Example: llama-nas analyse --run arc_easy.db --run winogrande.db --output analysis.md")
        {
            runs, model, data, limit, members, output,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var progress = new ConsoleProgress();
            var (markdown, svg) = AnalysisStage.Run(
                CommonOptions.Split(result.GetValue(runs)), result.GetValue(model), result.GetValue(data)!, result.GetValue(limit), result.GetValue(members), progress, cancellationToken);
            progress.Close();
            if (result.GetValue(output) is { } path)
                File.WriteAllText(path, path.EndsWith(".svg", StringComparison.Ordinal) ? svg : markdown);
            else
                Console.WriteLine(markdown);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}

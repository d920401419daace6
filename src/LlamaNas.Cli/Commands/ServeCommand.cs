using System.CommandLine;
using LlamaNas.Reports;

namespace LlamaNas.Cli.Commands;

/// <summary>Shows the report in a browser while searches run.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var runs = new Option<string[]>("--run") { Description = "Run store (FILE.db), which a search may be writing to; may be repeated.", Required = true, AllowMultipleArgumentsPerToken = true };
        var port = new Option<int>("--port") { Description = "Port on this machine; 0 for any free one.", DefaultValueFactory = _ => 8765 };
        var title = new Option<string>("--title") { Description = "Headline.", DefaultValueFactory = _ => "LLaMA-NAS" };
        var baselines = new Option<string?>("--baselines") { Description = "Other methods' networks on the same axes: the JSON file that 'compare' wrote." };
        var command = new Command("serve", "Show the report in a browser on this machine, live while searches run, until Ctrl-C.\n\nExample: llama-nas serve --run arc_easy.db --port 8765") { runs, port, title, baselines };
        command.SetAction(async (result, cancellationToken) =>
        {
            if (result.GetValue(port) is < 0 or > 65535)
                throw new UsageException($"--port {result.GetValue(port)}: ports reach from 0 to 65535. Give 0 for any free one.");
            EquatableArray<BaselineScore> others = result.GetValue(baselines) is { } path ? BaselineScore.Load(path) : [];
            await using var server = await ReportServer.StartAsync(result.GetValue(title)!, result.GetValue(runs)!, others, result.GetValue(port), cancellationToken);
            Console.WriteLine($"{server.Address} (Ctrl-C stops)");
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Done;
        });
        return command;
    }
}

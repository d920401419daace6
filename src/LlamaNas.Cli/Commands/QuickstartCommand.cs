using System.CommandLine;
using LlamaNas.Cli.Quickstart;
using LlamaNas.Pipelines;

namespace LlamaNas.Cli.Commands;

/// <summary>The whole pipeline on the embedded tiny model.</summary>
internal static class QuickstartCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output") { Description = "Folder for everything it writes.", DefaultValueFactory = _ => "quickstart" };
        var device = CommonOptions.Device();
        var command = new Command("quickstart", "Run the whole pipeline on an embedded tiny model, offline, in under three minutes.\n\nExample: llama-nas quickstart --output quickstart") { output, device };
        command.SetAction(async (result, cancellationToken) =>
        {
            var experiment = QuickstartFolder.Write(result.GetValue(output)!);
            return await ExperimentRunner.RunAsync(RunConfiguration.Read(experiment), CommonOptions.ParseDevice(result.GetValue(device)), cancellationToken);
        });
        return command;
    }
}

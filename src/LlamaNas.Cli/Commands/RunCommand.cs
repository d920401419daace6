using System.CommandLine;
using LlamaNas.Pipelines;

namespace LlamaNas.Cli.Commands;

/// <summary>Every stage of one experiment.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var configuration = new Argument<string>("config") { Description = "YAML file of the experiment." };
        var device = CommonOptions.Device();
        var command = new Command("run", "Run every stage of one experiment; the same command goes on where it stopped.\n\nExample: llama-nas run samples/smollm2-small.yaml") { configuration, device };
        command.SetAction(async (result, cancellationToken) =>
        {
            var read = RunConfiguration.Read(result.GetValue(configuration)!);
            return await ExperimentRunner.RunAsync(read, CommonOptions.ParseDevice(result.GetValue(device)), cancellationToken);
        });
        return command;
    }
}

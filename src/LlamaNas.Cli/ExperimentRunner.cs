using LlamaNas.Pipelines;
using TorchSharp;

namespace LlamaNas.Cli;

/// <summary>Runs an experiment and prints what it gave: shared by run and quickstart.</summary>
internal static class ExperimentRunner
{
    public static async Task<int> RunAsync(RunConfiguration configuration, torch.Device device, CancellationToken cancellationToken)
    {
        var progress = new ConsoleProgress();
        try
        {
            var outcomes = await new ExperimentPipeline(configuration, device, progress).RunAsync(cancellationToken);
            progress.Close();
            Console.WriteLine(OutcomeTable.Markdown(outcomes));
            return ExitCode.Done;
        }
        finally
        {
            progress.Close();
        }
    }
}

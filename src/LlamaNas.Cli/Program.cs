using System.CommandLine;
using System.Runtime.InteropServices;
using LlamaNas.Cli;
using LlamaNas.Cli.Commands;

var root = new RootCommand("Finds smaller, faster sub-networks of LLaMA-family language models with one-shot neural architecture search.")
{
    QuickstartCommand.Create(),
    DownloadCommand.Create(),
    InspectCommand.Create(),
    EvaluateCommand.Create(),
    OrderCommand.Create(),
    FineTuneCommand.Create(),
    SearchCommand.Create(),
    FrontCommand.Create(),
    QuantizeCommand.Create(),
    ExtractCommand.Create(),
    ExportCommand.Create(),
    CompareCommand.Create(),
    AnalyseCommand.Create(),
    BenchmarkCommand.Create(),
    GenerateCommand.Create(),
    ReportCommand.Create(),
    ServeCommand.Create(),
    RunCommand.Create(),
    MeasureMemoryCommand.Create(),
};
root.Options.Add(CommonOptions.Verbose);

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"llama-nas: {error.Message}");
    Console.Error.WriteLine($"See 'llama-nas {parsed.CommandResult.Command.Name} --help'.".Replace("llama-nas llama-nas", "llama-nas", StringComparison.Ordinal));
    return ExitCode.WrongUsage;
}

// The first Ctrl-C (or SIGTERM) stops at the next safe point; a second one ends the process at once, and loses only what is being computed.
using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
return await ErrorBoundary.RunAsync(() => parsed.InvokeAsync(configuration, cancellation.Token), parsed.GetValue(CommonOptions.Verbose));

void Stop(PosixSignalContext signal)
{
    signal.Cancel = !cancellation.IsCancellationRequested;
    if (!cancellation.IsCancellationRequested)
        ConsoleProgress.Notice("llama-nas: stopping; press Ctrl-C again to end at once.");
    cancellation.Cancel();
}

using System.CommandLine;
using LlamaNas.Cli;
using LlamaNas.Cli.Commands;

var root = new RootCommand("Finds smaller, faster sub-networks of LLaMA-family language models with one-shot neural architecture search.")
{
    InspectCommand.Create(),
    EvaluateCommand.Create(),
    FineTuneCommand.Create(),
    SearchCommand.Create(),
    FrontCommand.Create(),
    ExtractCommand.Create(),
    ReportCommand.Create(),
    RunCommand.Create(),
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

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancellation.Cancel();
};
return await ErrorBoundary.RunAsync(() => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellation.Token), parsed.GetValue(CommonOptions.Verbose));

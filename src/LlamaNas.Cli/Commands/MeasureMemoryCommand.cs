using System.CommandLine;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Spaces;

namespace LlamaNas.Cli.Commands;

/// <summary>What benchmark starts for each network: loads it, serves one request, and prints the bytes in RAM.</summary>
internal static class MeasureMemoryCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var precision = new Option<string>("--precision") { Required = true };
        var (promptTokens, writtenTokens) = (new Option<int>("--prompt-tokens"), new Option<int>("--written-tokens"));
        var command = new Command(NetworkMemory.Verb, "Print the bytes in RAM after one request.") { model, precision, promptTokens, writtenTokens };
        command.Hidden = true;
        command.SetAction(result =>
        {
            var numbers = PrecisionNames.Parse(result.GetValue(precision)!);
            using var session = ModelSession.Open(result.GetValue(model)!, numbers);
            using var served = new OwnServedNetwork(session, SubNetwork.Full(session.Config), numbers, () => null);
            served.DecodeSeconds(new LatencyWorkload { PromptTokens = result.GetValue(promptTokens), WrittenTokens = result.GetValue(writtenTokens) });
            Console.Write(ResidentMemory.Bytes().ToString(System.Globalization.CultureInfo.InvariantCulture));
            return ExitCode.Done;
        });
        return command;
    }
}

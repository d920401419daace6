using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Spaces;

namespace LlamaNas.Cli.Commands;

/// <summary>Lets a network answer, for a look at what it says.</summary>
internal static class GenerateCommand
{
    private const string Example = """
        Let a network answer; the text appears as it is written. The prompt is put into the model's chat template.

        Example: llama-nas generate --model models/SmolLM2-135M-Instruct --prompt "What is the capital of France?"
        """;

    public static Command Create()
    {
        var model = CommonOptions.Model();
        var choice = new SubNetworkChoice();
        var prompt = new Option<string>("--prompt") { Description = "What to say to it; - reads stdin.", Required = true };
        var system = new Option<string?>("--system") { Description = "System message; default: the template's own, if it has one." };
        var raw = new Option<bool>("--raw") { Description = "Go on from the prompt as it is, without the chat template." };
        var defaults = new GenerationSettings { Prompt = "" };
        var maximumTokens = new Option<int>("--max-tokens") { Description = "Most tokens to write.", DefaultValueFactory = _ => defaults.MaximumTokens };
        var precision = new Option<string>("--precision") { Description = "float32, bfloat16, int8 or int4.", DefaultValueFactory = _ => "bfloat16" };
        var temperature = new Option<double>("--temperature") { Description = "0 writes the most probable token; above, tokens are drawn, 1 as the model says." };
        var seed = new Option<int>("--seed") { Description = "Seed of the draws.", DefaultValueFactory = _ => defaults.Seed };
        var (json, device) = (CommonOptions.Json(), CommonOptions.Device());
        var command = new Command("generate", Example) { model, prompt, system, raw, maximumTokens, precision, temperature, seed, json, device };
        choice.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var text = result.GetValue(prompt)!;
            var settings = new GenerationSettings
            {
                Prompt = text == "-" ? Console.In.ReadToEnd() : text,
                System = result.GetValue(system),
                Raw = result.GetValue(raw),
                MaximumTokens = result.GetValue(maximumTokens),
                Temperature = result.GetValue(temperature),
                Seed = result.GetValue(seed),
                Precision = PrecisionNames.Parse(result.GetValue(precision)!),
            };
            settings.Validate();
            using var session = ModelSession.Open(result.GetValue(model)!, settings.Precision, CommonOptions.ParseDevice(result.GetValue(device)));
            var network = choice.Of(result, session.Config)?.Network ?? SubNetwork.Full(session.Config);
            return Task.FromResult(Write(GenerationStage.Run(session, network, settings, cancellationToken), result.GetValue(json)));
        });
        return command;
    }

    private static int Write(IEnumerable<string> pieces, bool asJson)
    {
        var started = Stopwatch.GetTimestamp();
        var (steps, text) = (0, new System.Text.StringBuilder());
        try
        {
            foreach (var piece in pieces)
            {
                steps++;
                text.Append(piece);
                if (!asJson)
                    Console.Out.Write(piece);
            }
        }
        catch (OperationCanceledException)
        {
            if (!asJson)
                Console.WriteLine();
            return ExitCode.Cancelled;
        }

        var (tokens, seconds) = (steps - 1, Stopwatch.GetElapsedTime(started).TotalSeconds);     // the last piece is what was held back
        Console.WriteLine(asJson ? JsonSerializer.Serialize(new { text = text.ToString(), tokens, seconds }) : "");
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tokens} tokens in {seconds:F1} s, prompt included"));
        return ExitCode.Done;
    }
}

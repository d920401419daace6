using System.CommandLine;
using LlamaNas.Pipelines;
using LlamaNas.Training;

namespace LlamaNas.Cli.Commands;

/// <summary>Orders a model's channels and heads by importance.</summary>
internal static class OrderCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var order = new Option<ChannelOrder>("--by")
        {
            Description = "importance (how much a channel writes) or taylor (how much the loss would change without it).",
            DefaultValueFactory = _ => ChannelOrder.Importance,
        };
        var calibration = new Option<string>("--calibration") { Description = "Text to measure on: plain text, or Alpaca-format .json or .jsonl; 64 pieces of it are read.", Required = true };
        var output = new Option<string>("--output") { Description = "Folder to write; must not exist, or be empty.", Required = true };
        var command = new Command(
            "order",
            "Write the same model with channels and key/value heads in order of importance, so that narrower layers keep the best; for a search without fine-tuning\n"
            + "(finetune orders by itself).\n\nExample: llama-nas order --model models/SmolLM2-135M-Instruct --calibration wiki.txt --output runs/ordered")
        {
            model, order, calibration, output,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var texts = OrderStage.Run(result.GetValue(model)!, result.GetValue(order), result.GetValue(calibration)!, result.GetValue(output)!, cancellationToken);
            Console.WriteLine($"{result.GetValue(output)}: ordered by {result.GetValue(order).ToString().ToLowerInvariant()} on {texts} pieces of text");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}

using System.CommandLine;
using LlamaNas.Pipelines;
using LlamaNas.Training;

namespace LlamaNas.Cli.Commands;

/// <summary>Fine-tunes a model as a super-network.</summary>
internal static class FineTuneCommand
{
    public static Command Create()
    {
        var (model, space, device) = (CommonOptions.Model(), CommonOptions.Space("paper"), CommonOptions.Device());
        var defaults = new FineTuningOptions();
        var data = new Option<string>("--data") { Description = "Alpaca-format examples (JSON or JSONL).", Required = true };
        var output = new Option<string>("--output") { Description = "Folder for the result (in OUTPUT/model), checkpoints and log.", Required = true };
        var steps = new Option<int>("--steps") { Description = "Optimizer steps.", DefaultValueFactory = _ => defaults.Steps };
        var epochs = new Option<double?>("--epochs") { Description = "Passes over the data, instead of --steps." };
        var rate = new Option<double>("--learning-rate") { Description = "Peak learning rate.", DefaultValueFactory = _ => defaults.LearningRate };
        var batch = new Option<int>("--tokens-per-batch") { Description = "Tokens of a batch, padding included.", DefaultValueFactory = _ => defaults.TokensPerBatch };
        var accumulation = new Option<int>("--accumulation") { Description = "Batches a step.", DefaultValueFactory = _ => defaults.Accumulation };
        var prompt = new Option<PromptStyle>("--prompt") { Description = "alpaca or chat (the model's template).", DefaultValueFactory = _ => defaults.Prompt };
        var strategy = new Option<SubNetworkStrategy>("--strategy") { Description = "Alternate (full and random sub-networks in turn), Sandwich (full, smallest and random ones in each step), RandomOnly or FullOnly.", DefaultValueFactory = _ => defaults.Strategy };
        var strategyOptions = new StrategyOptions(defaults);
        var order = new Option<ChannelOrder>("--channel-order") { Description = "Importance or Taylor (narrower layers keep the most important channels and heads), or Prefix (the first ones).", DefaultValueFactory = _ => defaults.ChannelOrder };
        var checkpoint = new Option<int>("--checkpoint-every-steps") { Description = "Steps between checkpoints.", DefaultValueFactory = _ => defaults.CheckpointEverySteps };
        var heldOut = new Option<double>("--held-out") { Description = "Share of the examples that is held out.", DefaultValueFactory = _ => defaults.HeldOutShare };
        var seed = new Option<int>("--seed") { Description = "Seed.", DefaultValueFactory = _ => defaults.Seed };
        var command = new Command("finetune", "Fine-tune a model as a super-network; a killed run goes on from its last checkpoint.\n\nExample: llama-nas finetune --model models/SmolLM2-135M --data alpaca.jsonl --space free --output runs/tuned --steps 260")
        {
            model, data, space, output, steps, epochs, rate, batch, accumulation, prompt, strategy, order, checkpoint, heldOut, seed, device,
        };
        strategyOptions.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var options = strategyOptions.Read(result) with
            {
                Steps = result.GetValue(steps),
                Epochs = result.GetValue(epochs),
                LearningRate = result.GetValue(rate),
                TokensPerBatch = result.GetValue(batch),
                Accumulation = result.GetValue(accumulation),
                Prompt = result.GetValue(prompt),
                Strategy = result.GetValue(strategy),
                ChannelOrder = result.GetValue(order),
                CheckpointEverySteps = result.GetValue(checkpoint),
                HeldOutShare = result.GetValue(heldOut),
                Seed = result.GetValue(seed),
            };
            options.Validate();
            using var progress = new ConsoleProgress();
            var folder = FineTuneStage.Run(
                result.GetValue(model)!, result.GetValue(data)!, result.GetValue(space)!, options, result.GetValue(output)!,
                strategyOptions.Guides(result), CommonOptions.ParseDevice(result.GetValue(device)), progress, cancellationToken);
            progress.Close();
            Console.WriteLine(folder);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}

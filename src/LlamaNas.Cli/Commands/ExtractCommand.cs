using System.CommandLine;
using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Networks;

namespace LlamaNas.Cli.Commands;

/// <summary>Writes a sub-network as a model folder of its own.</summary>
internal static class ExtractCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var choice = new SubNetworkChoice();
        var output = new Option<string>("--output") { Description = "Folder to write; must not exist, or be empty.", Required = true };
        var command = new Command("extract", "Write a sub-network as a Hugging Face folder.\n\nExample: llama-nas extract --run arc_easy.db --select knee --model runs/tuned/model --output smaller")
        {
            model, output,
        };
        choice.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            if (!choice.IsGiven(result))
                throw new UsageException("Give --run FILE.db with --select, or --architecture FILE.");

            using var checkpoint = Checkpoint.Open(result.GetValue(model)!);
            var (subNetwork, story) = choice.Of(result, checkpoint.Config)!.Value;
            using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = checkpoint.Tensors.Values.First().ElementType });
            SubNetworkExtractor.Write(network, subNetwork, checkpoint.Folder, result.GetValue(output)!, story, cancellationToken);
            Console.WriteLine(result.GetValue(output));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}

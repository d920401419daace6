using System.CommandLine;
using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Networks;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Cli.Commands;

/// <summary>Writes a sub-network as a model folder of its own.</summary>
internal static class ExtractCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var run = new Option<string?>("--run") { Description = "The search's run store (FILE.db)." };
        var select = new Option<string>("--select") { Description = "knee, best, keep (the smallest that keeps the accuracy of the search split), an id of the front, or a bound such as \"parameters<=90M\".", DefaultValueFactory = _ => "knee" };
        var architecture = new Option<string?>("--architecture") { Description = "JSON file of a sub-network, instead of --run." };
        var output = new Option<string>("--output") { Description = "Folder to write; must not exist, or be empty.", Required = true };
        var command = new Command("extract", "Write a sub-network as a Hugging Face folder.\n\nExample: llama-nas extract --run arc_easy.db --select knee --model runs/tuned/model --output smaller")
        {
            model, run, select, architecture, output,
        };
        command.SetAction(result =>
        {
            var subNetwork = Choose(result.GetValue(run), result.GetValue(select)!, result.GetValue(architecture));
            using var checkpoint = Checkpoint.Open(result.GetValue(model)!);
            subNetwork.Validate(checkpoint.Config);
            using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = checkpoint.Tensors.Values.First().ElementType });
            SubNetworkExtractor.Write(network, subNetwork, checkpoint.Folder, result.GetValue(output)!);
            Console.WriteLine(result.GetValue(output));
            return ExitCode.Done;
        });
        return command;
    }

    private static SubNetwork Choose(string? run, string select, string? architecture)
    {
        if (architecture is not null)
            return SubNetworkJson.Load(architecture);
        if (run is null)
            throw new UsageException("Give --run FILE.db with --select, or --architecture FILE.");

        using var store = RunStore.OpenExisting(run);
        var stored = new StoredRun(store);
        return select == "keep" ? stored.Chosen() : SelectionRule.Parse(select).Select(stored.Candidates, stored.Objectives).SubNetwork;
    }
}

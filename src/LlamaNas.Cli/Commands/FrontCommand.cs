using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Cli.Commands;

/// <summary>The Pareto front of a run.</summary>
internal static class FrontCommand
{
    public static Command Create()
    {
        var (run, json) = (CommonOptions.Run(), CommonOptions.Json());
        var command = new Command("front", "Show the Pareto front, the knee point and the hypervolume of a run.\n\nExample: llama-nas front --run arc_easy.db") { run, json };
        command.SetAction(result =>
        {
            using var store = RunStore.OpenExisting(result.GetValue(run)!);
            Show(store, result.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    public static void Show(RunStore store, bool asJson)
    {
        var objectives = new StoredRun(store).Objectives;
        var candidates = store.Candidates().Select(evaluated => evaluated.Candidate).ToArray();
        var front = ParetoFront.Of(candidates, objectives);
        var knee = SelectionRule.Parse("knee").Select(candidates, objectives);
        var hypervolume = ParetoFront.Hypervolume(candidates, objectives);
        if (asJson)
        {
            Console.WriteLine(new JsonObject
            {
                ["evaluations"] = candidates.Length,
                ["scored_in_full"] = candidates.Count(candidate => candidate.IsComplete),
                ["hypervolume"] = hypervolume,
                ["front"] = new JsonArray([.. front.Select((candidate, index) => new JsonObject
                {
                    ["id"] = index + 1,
                    ["architecture"] = JsonNode.Parse(SubNetworkJson.Print(candidate.SubNetwork)),
                    ["objectives"] = new JsonObject(objectives.Zip(candidate.Values, (objective, value) => KeyValuePair.Create(objective.Name, (JsonNode?)JsonValue.Create(value)))),
                    ["knee"] = candidate == knee,
                })]),
            }.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
            return;
        }

        var stopped = candidates.Count(candidate => !candidate.IsComplete);
        Console.WriteLine($"{candidates.Length} networks evaluated{(stopped > 0 ? $" ({stopped} stopped early)" : "")}, {front.Count} on the front, hypervolume {hypervolume.ToString("F4", CultureInfo.InvariantCulture)}");
        ConsoleTable.Print(
            ["id", .. objectives.Select(objective => objective.Name), "layers", "mean width"],
            front.Select((candidate, index) => (IEnumerable<string>)
            [
                candidate == knee ? $"{index + 1} *" : $"{index + 1}",
                .. objectives.Zip(candidate.Values, ObjectiveText.Full),
                $"{candidate.SubNetwork.Layers.Count}",
                candidate.SubNetwork.FeedForwardWidths.Average().ToString("F0", CultureInfo.InvariantCulture),
            ]));
        Console.WriteLine("* knee point");
    }

}

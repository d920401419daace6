using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Spaces;

namespace LlamaNas.Cli.Commands;

/// <summary>Configuration, parameters, bytes, size of the search space.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var (model, space, json) = (CommonOptions.Model(), CommonOptions.Space("paper"), CommonOptions.Json());
        var command = new Command("inspect", "Show a model's sizes and how many networks a search space holds.\n\nExample: llama-nas inspect --model models/SmolLM2-135M --space paper")
        {
            model, space, json,
        };
        command.SetAction(result =>
        {
            using var checkpoint = Checkpoint.Open(result.GetValue(model)!);
            var searchSpace = SearchSpace.Load(result.GetValue(space)!, checkpoint.Config);
            Show(checkpoint, searchSpace, result.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Checkpoint checkpoint, SearchSpace space, bool asJson)
    {
        var config = checkpoint.Config;
        var full = SubNetwork.Full(config);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                model = checkpoint.Folder,
                layers = config.LayerCount,
                hidden_size = config.HiddenSize,
                ffn_widths = config.FeedForwardWidths,
                heads = config.HeadCount,
                kv_heads = config.KeyValueHeadCount,
                head_size = config.HeadSize,
                vocabulary = config.VocabularySize,
                tied_embeddings = config.TiedEmbeddings,
                parameters = ParameterCount.Of(config),
                bytes = Enum.GetValues<Precision>().ToDictionary(precision => precision.Name(), precision => WeightBytes.Of(config, full, precision)),
                space_size = space.Size.ToString(CultureInfo.InvariantCulture),
                largest_parameters = ParameterCount.Of(config, space.Largest),
                smallest_parameters = ParameterCount.Of(config, space.Smallest),
            }));
            return;
        }

        Console.WriteLine($"model        {checkpoint.Folder}");
        Console.WriteLine($"layers       {config.LayerCount}, hidden {config.HiddenSize}, feed-forward {string.Join('/', config.FeedForwardWidths.Distinct())}");
        Console.WriteLine($"attention    {config.HeadCount} query and {config.KeyValueHeadCount} key/value heads of {config.HeadSize} channels");
        Console.WriteLine($"vocabulary   {config.VocabularySize}{(config.TiedEmbeddings ? ", tied" : "")}");
        Console.WriteLine($"parameters   {Number(ParameterCount.Of(config))}");
        foreach (var precision in Enum.GetValues<Precision>())
            Console.WriteLine($"{precision.Name(),-12} {Number(WeightBytes.Of(config, full, precision))} bytes");
        Console.WriteLine($"space        {Number(space.Size)} networks, {Number(ParameterCount.Of(config, space.Smallest))} to {Number(ParameterCount.Of(config, space.Largest))} parameters");
    }

    private static string Number<T>(T value) where T : IFormattable => value.ToString("N0", CultureInfo.InvariantCulture);
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tokens;

namespace LlamaNas.Cli.Commands;

/// <summary>Writes a network for other runtimes.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var format = new Option<string>("--format") { Description = "gguf (llama.cpp and what builds on it) or huggingface (transformers; networks of one feed-forward width).", Required = true };
        var output = new Option<string>("--output") { Description = "File (gguf) or folder (huggingface) to write; must not exist.", Required = true };
        var precision = new Option<string?>("--precision") { Description = "float32, float16, bfloat16, or q8_0 (gguf only); default: as the model's weights." };
        var architecture = new Option<string?>("--architecture") { Description = "JSON file of a sub-network; default: the whole network." };
        var json = CommonOptions.Json();
        var command = new Command("export", "Write a network for llama.cpp or transformers.\n\nExample: llama-nas export --model smaller --format gguf --precision q8_0 --output smaller.gguf")
        {
            model, format, output, precision, architecture, json,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var target = result.GetValue(format) is ("gguf" or "huggingface") and var known ? known : throw new UsageException($"--format {result.GetValue(format)}: unknown format. Use gguf or huggingface.");
            var chosen = result.GetValue(precision) is { } name ? GgufPrecisionNames.Parse(name) : (GgufPrecision?)null;
            if (target == "huggingface" && chosen == GgufPrecision.Q8)
                throw new UsageException("--precision q8_0: only gguf files hold it. Use float32, float16 or bfloat16 with --format huggingface.");

            var subNetwork = result.GetValue(architecture) is { } file ? SubNetworkJson.Load(file) : null;
            using var checkpoint = Checkpoint.Open(result.GetValue(model)!);
            subNetwork ??= SubNetwork.Full(checkpoint.Config);
            subNetwork.Validate(checkpoint.Config);
            var (path, stored) = (result.GetValue(output)!, checkpoint.Tensors[TensorNames.Embedding].ElementType);
            chosen ??= Precision(stored);
            if (target == "gguf")
                WriteGguf(checkpoint, subNetwork, path, chosen.Value, stored, cancellationToken);
            else
                WriteFolder(checkpoint, subNetwork, path, chosen.Value);
            Show(target, path, checkpoint.Config, subNetwork, chosen.Value, result.GetValue(json));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void WriteGguf(Checkpoint checkpoint, SubNetwork subNetwork, string path, GgufPrecision precision, ElementType stored, CancellationToken cancellationToken)
    {
        var vocabulary = TokenVocabulary.Open(checkpoint.Folder);
        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = stored });
        GgufExporter.Write(network, subNetwork, vocabulary, path, precision, cancellationToken);
    }

    private static void WriteFolder(Checkpoint checkpoint, SubNetwork subNetwork, string path, GgufPrecision precision)
    {
        var widths = subNetwork.FeedForwardWidths.Distinct().Order().ToArray();
        if (widths.Length > 1)
        {
            throw new UsageException($"--format huggingface: feed-forward widths differ between layers ({string.Join(", ", widths)}), which transformers' LlamaForCausalLM "
                + "cannot hold. Use --format gguf, or 'llama-nas extract' for a folder that llama-nas reads.");
        }

        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = Type(precision) });
        SubNetworkExtractor.Write(network, subNetwork, checkpoint.Folder, path);
    }

    private static GgufPrecision Precision(ElementType stored) => stored switch
    {
        ElementType.Float32 => GgufPrecision.Float32,
        ElementType.Float16 => GgufPrecision.Float16,
        _ => GgufPrecision.BFloat16,
    };

    private static ElementType Type(GgufPrecision precision) => precision switch
    {
        GgufPrecision.Float32 => ElementType.Float32,
        GgufPrecision.Float16 => ElementType.Float16,
        _ => ElementType.BFloat16,
    };

    private static void Show(string format, string path, LlamaConfig config, SubNetwork subNetwork, GgufPrecision precision, bool asJson)
    {
        var bytes = Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length) : new FileInfo(path).Length;
        var architecture = format == "gguf" ? GgufExporter.Architecture(subNetwork) : "LlamaForCausalLM";
        var parameters = ParameterCount.Of(config, subNetwork);
        Console.WriteLine(asJson
            ? JsonSerializer.Serialize(new { path, format, architecture, precision = precision.Name(), layers = subNetwork.Layers.Count, parameters, bytes })
            : string.Create(CultureInfo.InvariantCulture, $"{path}: {architecture}, {precision.Name()}, {subNetwork.Layers.Count} layers, {parameters / 1e6:F1} M parameters, {bytes / 1e6:F1} MB"));
    }
}

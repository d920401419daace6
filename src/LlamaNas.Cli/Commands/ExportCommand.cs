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
    private const string Example = """
        Write a network for llama.cpp, transformers or vLLM.

        Example: llama-nas export --model smaller --format gguf --precision q8_0 --output smaller.gguf
        """;

    public static Command Create()
    {
        var model = CommonOptions.Model();
        var format = new Option<string>("--format") { Description = "gguf (llama.cpp and what builds on it) or huggingface (transformers, vLLM).", Required = true };
        var output = new Option<string>("--output") { Description = "File (gguf) or folder (huggingface) to write; must not exist.", Required = true };
        var precision = new Option<string?>("--precision") { Description = $"{string.Join(", ", GgufPrecisionNames.All)}; with an underscore for gguf only. Default: as the model's weights." };
        var layout = new Option<string?>("--layout") { Description = "huggingface, where layers differ in size: padded (default; loads everywhere), block-configs (vLLM), or remote-code (exact sizes; transformers runs a file beside the weights)." };
        var shard = new Option<int>("--max-shard-mb") { Description = "huggingface: MB of weights a file.", DefaultValueFactory = _ => 5000 };
        var choice = new SubNetworkChoice();
        var json = CommonOptions.Json();
        var command = new Command("export", Example) { model, format, output, precision, layout, shard, json };
        choice.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var target = result.GetValue(format) is ("gguf" or "huggingface") and var known ? known : throw new UsageException($"--format {result.GetValue(format)}: unknown format. Use gguf or huggingface.");
            var asked = result.GetValue(precision) is { } name ? GgufPrecisionNames.Parse(name) : (GgufPrecision?)null;
            var layoutAsked = result.GetValue(layout) is { } layoutName ? HuggingFaceLayoutNames.Parse(layoutName) : HuggingFaceLayout.Padded;
            if (target == "huggingface" && asked is { } quantized && quantized.ElementType() is null)
                throw new UsageException($"--precision {quantized.Name()}: only gguf files hold it. Use float32, float16 or bfloat16 with --format huggingface.");
            if (target == "gguf" && result.GetValue(layout) is not null)
                throw new UsageException("--layout: a gguf file has one layout. Leave the option out, or use --format huggingface.");

            using var checkpoint = Checkpoint.Open(result.GetValue(model)!);
            var (subNetwork, story) = choice.Of(result, checkpoint.Config) ?? (SubNetwork.Full(checkpoint.Config), null);
            var (path, stored) = (result.GetValue(output)!, checkpoint.Tensors[TensorNames.Embedding].ElementType);
            var chosen = asked ?? GgufPrecisionNames.Of(stored);
            if (target == "gguf")
            {
                WriteGguf(checkpoint, subNetwork, path, chosen, stored, cancellationToken);
                Show(target, GgufExporter.Architecture(checkpoint.Config, subNetwork), path, checkpoint.Config, subNetwork, chosen, result.GetValue(json));
                return Task.FromResult(ExitCode.Done);
            }

            using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = chosen.ElementType()!.Value });
            var options = new HuggingFaceOptions { Layout = layoutAsked, LargestFileBytes = result.GetValue(shard) * 1_000_000L, Story = story };
            HuggingFaceExporter.Write(network, subNetwork, checkpoint.Folder, path, options, cancellationToken);
            Show(target, HuggingFaceExporter.Architecture(checkpoint.Config, subNetwork, layoutAsked), path, checkpoint.Config, subNetwork, chosen, result.GetValue(json));
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

    private static void Show(string format, string architecture, string path, LlamaConfig config, SubNetwork subNetwork, GgufPrecision precision, bool asJson)
    {
        var bytes = Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length) : new FileInfo(path).Length;
        var parameters = ParameterCount.Of(config, subNetwork);
        Console.WriteLine(asJson
            ? JsonSerializer.Serialize(new { path, format, architecture, precision = precision.Name(), layers = subNetwork.Layers.Count, parameters, bytes })
            : string.Create(CultureInfo.InvariantCulture, $"{path}: {architecture}, {precision.Name()}, {subNetwork.Layers.Count} layers, {parameters / 1e6:F1} M parameters, {bytes / 1e6:F1} MB"));
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LlamaNas.Checkpoints;
using LlamaNas.Pipelines;
using LlamaNas.Quantization;

namespace LlamaNas.Cli.Commands;

/// <summary>Writes a quantized copy of a model.</summary>
internal static class QuantizeCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var precision = new Option<string>("--precision") { Description = "int8 or int4 (int4 is weight-only).", Required = true };
        var weightOnly = new Option<bool>("--weight-only") { Description = "INT8 weights in groups; activations stay in bfloat16." };
        var method = new Option<string>("--method") { Description = "nearest, gptq, or smooth (SmoothQuant, for int8 with activations).", DefaultValueFactory = _ => "nearest" };
        var groupSize = new Option<int>("--group-size") { Description = "Inputs that share a scale, weight-only: 32, 64 or 128.", DefaultValueFactory = _ => 32 };
        var calibration = new Option<string?>("--calibration") { Description = "Text for gptq and smooth: plain, or Alpaca-format .jsonl." };
        var choice = new SubNetworkChoice();
        var output = new Option<string>("--output") { Description = "Folder to write; must not exist, or be empty.", Required = true };
        var json = CommonOptions.Json();
        var command = new Command(
            "quantize",
            "Write a quantized copy of a model, or of a sub-network of it.\n\nExample: llama-nas quantize --model models/SmolLM2-135M --precision int4 --method gptq --calibration alpaca.jsonl --output small")
        {
            model, precision, weightOnly, method, groupSize, calibration, output, json,
        };
        choice.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var settings = new QuantizationSettings
            {
                Model = result.GetValue(model)!,
                Output = result.GetValue(output)!,
                Options = new QuantizationOptions
                {
                    Format = Format(result.GetValue(precision)!, result.GetValue(weightOnly)),
                    Method = Method(result.GetValue(method)!),
                    GroupSize = result.GetValue(groupSize),
                },
                SubNetwork = Choose(choice, result, result.GetValue(model)!),
                Calibration = result.GetValue(calibration),
            };
            var outcome = QuantizationStage.Run(settings, cancellationToken);
            Console.WriteLine(result.GetValue(json)
                ? new JsonObject { ["output"] = settings.Output, ["bytes_before"] = outcome.BytesBefore, ["bytes"] = outcome.BytesAfter }.ToJsonString()
                : string.Create(CultureInfo.InvariantCulture, $"{settings.Output}: {outcome.BytesAfter / 1e6:F1} MB of weights, {outcome.BytesBefore / 1e6:F1} MB in bfloat16"));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Spaces.SubNetwork? Choose(SubNetworkChoice choice, ParseResult result, string model)
    {
        using var checkpoint = Checkpoint.Open(model);
        return choice.Of(result, checkpoint.Config)?.Network;
    }

    private static LayerFormat Format(string precision, bool weightOnly) => precision switch
    {
        "int8" => weightOnly ? LayerFormat.Int8Groups : LayerFormat.Int8,
        "int4" => LayerFormat.Int4Groups,
        _ => throw new UsageException($"--precision {precision}: not a quantized precision. Use int8 or int4."),
    };

    private static QuantizationMethod Method(string name) => name switch
    {
        "nearest" or "rtn" => QuantizationMethod.Nearest,
        "gptq" => QuantizationMethod.Gptq,
        "smooth" or "smoothquant" => QuantizationMethod.Smooth,
        _ => throw new UsageException($"--method {name}: unknown. Use nearest, gptq or smooth."),
    };
}

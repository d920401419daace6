using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;
using LlamaNas.Tokens;

namespace LlamaNas.Pipelines;

/// <summary>Writes a quantized copy of a model.</summary>
public static class QuantizationStage
{
    /// <summary>Quantizes and writes.</summary>
    /// <param name="settings">What, how, where to.</param>
    /// <param name="cancellationToken">Stops between layers; no folder appears.</param>
    /// <exception cref="LlamaNasException">The settings do not fit together, the model is quantized already, or the folder cannot be written.</exception>
    public static QuantizationOutcome Run(QuantizationSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var options = settings.Options;
        options.Validate();
        if (options.NeedsCalibration && settings.Calibration is null)
            throw new UsageException($"The method {options.Method.ToString().ToLowerInvariant()} looks at activations. Give text with --calibration FILE.");

        using var checkpoint = Checkpoint.Open(settings.Model);
        var subNetwork = settings.SubNetwork ?? SubNetwork.Full(checkpoint.Config);
        var texts = options.NeedsCalibration ? CalibrationText.Read(settings.Calibration!, LlamaTokenizer.Open(settings.Model), settings.CalibrationTexts) : null;
        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });
        using var quantized = NetworkQuantizer.Quantize(network, subNetwork, options, texts, cancellationToken);
        QuantizedFolder.Write(quantized, options, checkpoint.Folder, settings.Output, cancellationToken);
        return new QuantizationOutcome(
            WeightBytes.Of(checkpoint.Config, subNetwork, Precision.BFloat16),
            WeightBytes.Of(quantized.Config, SubNetwork.Full(quantized.Config), QuantizedFolder.Describe(quantized, options)));
    }
}

/// <summary>What a quantization gave.</summary>
/// <param name="BytesBefore">Weight bytes in bfloat16.</param>
/// <param name="BytesAfter">Weight bytes quantized.</param>
public sealed record QuantizationOutcome(long BytesBefore, long BytesAfter);

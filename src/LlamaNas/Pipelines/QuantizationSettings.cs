using LlamaNas.Quantization;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>One quantization: which network, how, where to.</summary>
public sealed record QuantizationSettings
{
    /// <summary>Model folder.</summary>
    public required string Model { get; init; }

    /// <summary>Folder to write; must not exist, or be empty.</summary>
    public required string Output { get; init; }

    /// <summary>Format and method.</summary>
    public QuantizationOptions Options { get; init; } = new();

    /// <summary>What is quantized; null for the whole network.</summary>
    public SubNetwork? SubNetwork { get; init; }

    /// <summary>File of calibration text; null where the method needs none.</summary>
    public string? Calibration { get; init; }

    /// <summary>Most pieces of calibration text, of 256 tokens each. Default 128.</summary>
    public int CalibrationTexts { get; init; } = 128;
}

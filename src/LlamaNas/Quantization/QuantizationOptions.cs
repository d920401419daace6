using LlamaNas.Checkpoints;

namespace LlamaNas.Quantization;

/// <summary>How a network is quantized.</summary>
public sealed record QuantizationOptions
{
    /// <summary>Format of layers to which the sub-network gives no bits of their own. Default W8A8.</summary>
    public LayerFormat Format { get; init; } = LayerFormat.Int8;

    /// <summary>Inputs that share a scale in formats with groups: 32, 64 or 128. Default 32.</summary>
    public int GroupSize { get; init; } = 32;

    /// <summary>How weights are rounded. Default to the nearest.</summary>
    public QuantizationMethod Method { get; init; } = QuantizationMethod.Nearest;

    /// <summary>SmoothQuant's alpha, 0 to 1: how much of the activations' outliers the weights take over. Default 0.5.</summary>
    public double SmoothingStrength { get; init; } = 0.5;

    /// <summary>True where the method looks at activations.</summary>
    public bool NeedsCalibration => Method != QuantizationMethod.Nearest;

    /// <summary>The format of a layer whose sub-network gives it so many bits: 8 and 4 are its own choice, 16 is <see cref="Format"/>.</summary>
    public LayerFormat FormatOf(int bits) => bits switch
    {
        16 => Format,
        8 => Format == LayerFormat.Int8Groups ? LayerFormat.Int8Groups : LayerFormat.Int8,
        4 => LayerFormat.Int4Groups,
        _ => throw new LlamaNasException($"A layer has {bits} bits. Use 16, 8 or 4."),
    };

    internal void Validate()
    {
        if (GroupSize is not (32 or 64 or 128))
            throw new UsageException($"Groups of {GroupSize} inputs are not supported. Use 32, 64 or 128.");
        if (SmoothingStrength is not (>= 0 and <= 1))
            throw new UsageException($"The smoothing strength is {SmoothingStrength}. Use a number from 0 to 1.");
        if (Method == QuantizationMethod.Smooth && Format != LayerFormat.Int8)
            throw new UsageException("Smoothing serves INT8 activations. Use it with W8A8, or another method with weight-only formats.");
    }
}

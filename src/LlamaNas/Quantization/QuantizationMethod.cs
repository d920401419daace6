using LlamaNas.Checkpoints;

namespace LlamaNas.Quantization;

/// <summary>How weights are rounded.</summary>
public enum QuantizationMethod
{
    /// <summary>Each weight to the nearest level. Needs no calibration text.</summary>
    Nearest,

    /// <summary>GPTQ (arXiv 2210.17323): columns one after another, the rounding error of each made up for by those that follow.</summary>
    Gptq,

    /// <summary>SmoothQuant (arXiv 2211.10438): outliers of activations move into the weights before both are rounded. For <see cref="LayerFormat.Int8"/>.</summary>
    Smooth,
}

namespace LlamaNas.Checkpoints;

/// <summary>LLaMA 3's rotary frequency scaling (<c>rope_scaling</c> with <c>rope_type</c> "llama3").</summary>
/// <param name="Factor">Low frequencies are divided by this.</param>
/// <param name="LowFrequencyFactor">Wavelengths above original length / this are scaled fully.</param>
/// <param name="HighFrequencyFactor">Wavelengths below original length / this are left alone.</param>
/// <param name="OriginalMaximumPositions">Context length in tokens that the network was pre-trained with.</param>
public sealed record RopeScaling(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalMaximumPositions);

namespace LlamaNas.Checkpoints;

/// <summary>LLaMA 3's rotary frequency scaling (<c>rope_scaling</c> with <c>rope_type</c> "llama3").</summary>
/// <param name="Factor">Low frequencies are divided by this.</param>
/// <param name="LowFrequencyFactor">Wavelengths above original length / this are scaled fully.</param>
/// <param name="HighFrequencyFactor">Wavelengths below original length / this are left alone.</param>
/// <param name="OriginalMaximumPositions">Context length in tokens that the network was pre-trained with.</param>
public sealed record RopeScaling(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalMaximumPositions)
{
    /// <summary>What all published LLaMA 3.1 to 3.3 have but the factor.</summary>
    internal static RopeScaling Published { get; } = new(Factor: 8, LowFrequencyFactor: 1, HighFrequencyFactor: 4, OriginalMaximumPositions: 8192);

    /// <summary>LLaMA 3.1's rule: long wavelengths are divided by the factor, short ones kept, those between are blended.</summary>
    /// <param name="frequency">Angular frequency of a channel pair.</param>
    internal double Scale(double frequency)
    {
        var wavelength = 2 * Math.PI / frequency;
        if (wavelength < OriginalMaximumPositions / HighFrequencyFactor)
            return frequency;
        if (wavelength > OriginalMaximumPositions / LowFrequencyFactor)
            return frequency / Factor;

        var kept = ((OriginalMaximumPositions / wavelength) - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor);
        return ((1 - kept) * frequency / Factor) + (kept * frequency);
    }
}

using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Networks;

namespace LlamaNas.Baselines;

/// <summary>What all methods get alike.</summary>
/// <param name="Network">The network to prune; its weights are never changed.</param>
/// <param name="Calibration">The calibration text.</param>
/// <param name="Seed">Seed of whatever a method draws.</param>
/// <param name="Progress">Told what is being done; may be null.</param>
internal sealed record PruningSubject(SuperNetwork Network, Calibration Calibration, int Seed = 42, IProgress<string>? Progress = null)
{
    /// <summary>Sizes of the whole network.</summary>
    public LlamaConfig Config => Network.Config;

    /// <summary>Parameters that may be left.</summary>
    /// <param name="reduction">Share that goes, 0 to 1.</param>
    public long Target(double reduction) => (long)Math.Floor(ParameterCount.Of(Config) * (1 - reduction));
}

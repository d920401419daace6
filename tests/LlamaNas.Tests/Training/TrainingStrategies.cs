using LlamaNas.Training;

namespace LlamaNas.Tests.Training;

/// <summary>Every way to train, as a change of options.</summary>
public static class TrainingStrategies
{
    public static IReadOnlyDictionary<string, Func<FineTuningOptions, FineTuningOptions>> All { get; } = new Dictionary<string, Func<FineTuningOptions, FineTuningOptions>>
    {
        ["alternate"] = options => options with { Strategy = SubNetworkStrategy.Alternate },
        ["alternate, distilled"] = options => options with { Strategy = SubNetworkStrategy.Alternate, DistillationWeight = 0.5, DistillationTemperature = 2 },
        ["sandwich"] = options => options with { Strategy = SubNetworkStrategy.Sandwich, RandomPerStep = 2 },
        ["sandwich, distilled, spread"] = options => options with
        {
            Strategy = SubNetworkStrategy.Sandwich,
            DistillationWeight = 0.5,
            Sampling = SubNetworkSampling.SizeSpread,
        },
        ["sandwich, recomputed"] = options => options with { Strategy = SubNetworkStrategy.Sandwich, Activations = ActivationMemory.Recompute },
        ["sandwich, distilled, recomputed"] = options => options with
        {
            Strategy = SubNetworkStrategy.Sandwich,
            DistillationWeight = 0.5,
            Activations = ActivationMemory.Recompute,
        },
        ["adapters"] = options => options with { Strategy = SubNetworkStrategy.Alternate, LoraRank = 4, LearningRate = 1e-2 },
        ["adapters, recomputed"] = options => options with
        {
            Strategy = SubNetworkStrategy.Sandwich,
            LoraRank = 4,
            LearningRate = 1e-2,
            Activations = ActivationMemory.Recompute,
        },
    };
}

using LlamaNas.Training;

namespace LlamaNas.Benchmarks;

/// <summary>A way to train a super-network.</summary>
/// <param name="Name">For the table.</param>
/// <param name="NetworksAStep">Networks that learn in a step.</param>
/// <param name="Apply">Its change of the options.</param>
internal sealed record TrainingVariant(string Name, int NetworksAStep, Func<FineTuningOptions, FineTuningOptions> Apply);

/// <summary>The strategies that are compared.</summary>
internal static class TrainingVariants
{
    public static EquatableArray<TrainingVariant> All { get; } =
    [
        new("alternate", 1, options => options with { Strategy = SubNetworkStrategy.Alternate }),
        new("sandwich, distilled", 3, options => options with { Strategy = SubNetworkStrategy.Sandwich, DistillationWeight = 0.5 }),
        new("sandwich", 3, options => options with { Strategy = SubNetworkStrategy.Sandwich }),
        new("alternate, distilled", 1, options => options with { Strategy = SubNetworkStrategy.Alternate, DistillationWeight = 0.5 }),
        new("alternate, size spread", 1, options => options with { Strategy = SubNetworkStrategy.Alternate, Sampling = SubNetworkSampling.SizeSpread }),
        new("sandwich, distilled, size spread", 3, options => options with
        {
            Strategy = SubNetworkStrategy.Sandwich, DistillationWeight = 0.5, Sampling = SubNetworkSampling.SizeSpread,
        }),
        new("alternate, adapters of rank 16", 1, options => options with { Strategy = SubNetworkStrategy.Alternate, LoraRank = 16, LoraAlpha = 32 }),
    ];
}

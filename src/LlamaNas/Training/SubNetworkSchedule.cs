using LlamaNas.Spaces;

namespace LlamaNas.Training;

/// <summary>Which networks a step trains.</summary>
public enum SubNetworkStrategy
{
    /// <summary>The full network only: plain fine-tuning.</summary>
    FullOnly,

    /// <summary>The full network and a random sub-network in turn (LLaMA-NAS; InstaTune, arXiv 2308.15609).</summary>
    Alternate,

    /// <summary>The full network, the smallest and some random ones in each step, gradients averaged (the sandwich rule, arXiv 1903.05134).</summary>
    Sandwich,
}

/// <summary>The networks of all steps, as a pure function of seed and step: a resumed run continues the same sequence.</summary>
public sealed class SubNetworkSchedule
{
    private readonly SubNetwork _full;
    private readonly SearchSpace _space;
    private readonly FineTuningOptions _options;

    /// <summary>A schedule.</summary>
    /// <param name="full">The full network.</param>
    /// <param name="space">Where random sub-networks come from.</param>
    /// <param name="options">Strategy, sampling, seed.</param>
    public SubNetworkSchedule(SubNetwork full, SearchSpace space, FineTuningOptions options) => (_full, _space, _options) = (full, space, options);

    /// <summary>The networks that a step trains; the full one, where it is among them, first.</summary>
    /// <param name="step">0-based optimizer step.</param>
    public EquatableArray<SubNetwork> At(int step)
    {
        if (_options.Strategy == SubNetworkStrategy.Sandwich)
            return [_full, _space.Smallest, .. Random(step, _options.RandomPerStep)];
        return _options.Strategy == SubNetworkStrategy.Alternate && step % 2 == 1 ? [.. Random(step, 1)] : [_full];
    }

    private IEnumerable<SubNetwork> Random(int step, int count)
    {
        var random = new Random(HashOf(_options.Seed, step));
        for (var drawn = 0; drawn < count; drawn++)
            yield return SubNetworkSampler.Sample(_space, _options.Sampling, random);
    }

    // A spread-out seed for each step: consecutive seeds of System.Random are correlated.
    private static int HashOf(int seed, int step)
    {
        var mixed = ((ulong)(uint)seed << 32 | (uint)step) * 0x9E3779B97F4A7C15UL;
        mixed ^= mixed >> 29;
        mixed *= 0xBF58476D1CE4E5B9UL;
        return (int)(mixed >> 33);
    }
}

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

    /// <summary>One random sub-network in each step; the full network only where it is drawn.</summary>
    RandomOnly,
}

/// <summary>The networks of all steps, as a pure function of seed and step: a resumed run continues the same sequence.</summary>
public sealed class SubNetworkSchedule
{
    private readonly SubNetwork _full;
    private readonly SearchSpace _space;
    private readonly FineTuningOptions _options;
    private readonly EquatableArray<SubNetwork> _known;

    /// <summary>A schedule.</summary>
    /// <param name="full">The full network.</param>
    /// <param name="space">Where random sub-networks come from.</param>
    /// <param name="options">Strategy, sampling, seed.</param>
    /// <param name="known">What random sub-networks are drawn from; empty for the whole space.</param>
    public SubNetworkSchedule(SubNetwork full, SearchSpace space, FineTuningOptions options, EquatableArray<SubNetwork> known = default) =>
        (_full, _space, _options, _known) = (full, space, options, known);

    /// <summary>The networks that a step trains; the full one, where it is among them, first.</summary>
    /// <param name="step">0-based optimizer step.</param>
    public EquatableArray<SubNetwork> At(int step)
    {
        if (_options.Strategy == SubNetworkStrategy.Sandwich)
            return [_full, _space.Smallest, .. Random(step, _options.RandomPerStep)];
        var random = _options.Strategy == SubNetworkStrategy.RandomOnly || (_options.Strategy == SubNetworkStrategy.Alternate && step % 2 == 1);
        return random ? [.. Random(step, 1)] : [_full];
    }

    private IEnumerable<SubNetwork> Random(int step, int count)
    {
        var random = new Random(HashOf(_options.Seed, step));
        for (var drawn = 0; drawn < count; drawn++)
            yield return _known.Count > 0 ? _known[random.Next(_known.Count)] : SubNetworkSampler.Sample(_space, _options.Sampling, random);
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

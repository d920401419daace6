using LlamaNas.Spaces;

namespace LlamaNas.Training;

/// <summary>Which network a step trains.</summary>
public enum SubNetworkStrategy
{
    /// <summary>The full network only: plain fine-tuning.</summary>
    FullOnly,

    /// <summary>The full network and a uniformly random sub-network in turn (LLaMA-NAS; InstaTune, arXiv 2308.15609).</summary>
    Alternate,
}

/// <summary>The networks of all steps, as a pure function of seed and step: a resumed run continues the same sequence.</summary>
public sealed class SubNetworkSchedule
{
    private readonly SubNetwork _full;
    private readonly SearchSpace _space;
    private readonly SubNetworkStrategy _strategy;
    private readonly int _seed;

    /// <summary>A schedule.</summary>
    /// <param name="full">The full network.</param>
    /// <param name="space">Where random sub-networks come from.</param>
    /// <param name="strategy">Which network when.</param>
    /// <param name="seed">Seed of the random sub-networks.</param>
    public SubNetworkSchedule(SubNetwork full, SearchSpace space, SubNetworkStrategy strategy, int seed) =>
        (_full, _space, _strategy, _seed) = (full, space, strategy, seed);

    /// <summary>The network that a step trains.</summary>
    /// <param name="step">0-based optimizer step.</param>
    public SubNetwork At(int step) => _strategy switch
    {
        SubNetworkStrategy.Alternate when step % 2 == 1 => _space.Sample(new Random(HashOf(_seed, step))),
        _ => _full,
    };

    // A spread-out seed for each step: consecutive seeds of System.Random are correlated.
    private static int HashOf(int seed, int step)
    {
        var mixed = ((ulong)(uint)seed << 32 | (uint)step) * 0x9E3779B97F4A7C15UL;
        mixed ^= mixed >> 29;
        mixed *= 0xBF58476D1CE4E5B9UL;
        return (int)(mixed >> 33);
    }
}

using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>Held-out losses: does the super-network's training reach its sub-networks?</summary>
public static class HeldOutEvaluation
{
    /// <summary>The networks that a report names: the full one, the smallest, and random members of the space.</summary>
    /// <param name="full">The full network.</param>
    /// <param name="space">The search space.</param>
    /// <param name="randomCount">Number of random members. Default 20.</param>
    /// <param name="seed">Seed of the random members.</param>
    public static IReadOnlyList<(string Name, SubNetwork SubNetwork)> Networks(SubNetwork full, SearchSpace space, int randomCount = 20, int seed = 1)
    {
        var random = new Random(seed);
        return
        [
            ("full", full),
            ("smallest", space.Smallest),
            .. Enumerable.Range(1, randomCount).Select(number => ($"random {number}", space.Sample(random))),
        ];
    }

    /// <summary>Mean loss per target token, in nats.</summary>
    public static double Loss(
        SuperNetwork network, SubNetwork subNetwork, EquatableArray<TrainingSequence> sequences, int tokensPerBatch = 2048, CancellationToken cancellationToken = default)
    {
        using var gradients = no_grad();
        double sum = 0;
        foreach (var batch in BatchPlan.Cut(sequences, tokensPerBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            sum += BatchLoss.Sum(network, subNetwork, batch).item<float>();
        }

        return sum / Math.Max(1, sequences.Sum(sequence => sequence.TargetCount));
    }

    /// <summary>The losses of several networks.</summary>
    public static EquatableArray<HeldOutLoss> Measure(
        SuperNetwork network, IEnumerable<(string Name, SubNetwork SubNetwork)> networks, EquatableArray<TrainingSequence> sequences,
        CancellationToken cancellationToken = default)
    {
        using var memory = MemoryPool.KeepEverything();
        return [.. networks.Select(item => new HeldOutLoss(item.Name, item.SubNetwork, Loss(network, item.SubNetwork, sequences, cancellationToken: cancellationToken)))];
    }
}

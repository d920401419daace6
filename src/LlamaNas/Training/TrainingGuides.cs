using LlamaNas.Networks;
using LlamaNas.Spaces;

namespace LlamaNas.Training;

/// <summary>What guides the training of a super-network besides its data: sub-networks that are known to be good, and another network to learn from.</summary>
public sealed record TrainingGuides
{
    /// <summary>No guides: sub-networks come from the whole space, and distillation's teacher is the full network of the same step.</summary>
    public static TrainingGuides None { get; } = new();

    /// <summary>
    /// Sub-networks that random ones are drawn from, all alike, instead of the whole space: a second training spends its steps where a first search has found
    /// something (as AttentiveNAS trains the best networks more often, arXiv 2011.09011). Default: none.
    /// </summary>
    public EquatableArray<SubNetwork> Networks { get; init; }

    /// <summary>
    /// A frozen network whose predictions every trained network, the full one too, learns from by the share of
    /// <see cref="FineTuningOptions.DistillationWeight"/>: the parent before training, say. Same vocabulary. Default: none.
    /// </summary>
    public SuperNetwork? Teacher { get; init; }
}

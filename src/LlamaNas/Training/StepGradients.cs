using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>
/// The gradients of one optimizer step: the mean over its networks of each one's mean loss per target token. With distillation, a sub-network learns from the
/// full network of the same step too, or every network from a frozen one: <c>(1 - weight) * cross-entropy + weight * divergence</c>.
/// </summary>
internal sealed class StepGradients(SuperNetwork network, SubNetwork largest, FineTuningOptions options, SuperNetwork? frozen = null)
{
    /// <summary>Adds up the gradients of all batches and networks.</summary>
    /// <param name="parts">The step's batches.</param>
    /// <param name="networks">The step's networks; the full one, where it is among them, first.</param>
    /// <returns>Mean cross-entropy per target token of each network.</returns>
    public EquatableArray<double> AddUp(IReadOnlyList<TrainingSequence>[] parts, EquatableArray<SubNetwork> networks)
    {
        var targets = parts.Sum(part => part.Sum(sequence => sequence.TargetCount));
        var scale = 1.0 / ((double)targets * networks.Count);
        var sums = new double[networks.Count];
        foreach (var part in parts)
        {
            using var scope = NewDisposeScope();
            using var batch = new LabelledBatch(part, network.Options.Device);
            var teacher = Distils && frozen is not null ? TeacherStates.Of(frozen, SubNetwork.Full(frozen.Config), batch) : null;
            for (var index = 0; index < networks.Count; index++)
            {
                var isLargest = networks[index] == largest;
                if (Distils && !isLargest)
                    teacher ??= TeacherStates.Of(network, largest, batch);         // where the step does not train the full network
                var taught = BatchGradients.Add(network, networks[index], batch, teacher, options, scale);
                scope.Attach(taught.States);
                sums[index] += taught.CrossEntropy;
                if (Distils && isLargest)
                    teacher ??= new TeacherStates(network, taught.States);
            }
        }

        return [.. sums.Select(sum => sum / targets)];
    }

    private bool Distils => options.DistillationWeight > 0;
}

using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
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
            var teacher = Distils && frozen is not null ? TeacherLogits(batch) : null;   // [targets, vocabulary]
            for (var index = 0; index < networks.Count; index++)
            {
                if (networks[index] == largest)
                {
                    sums[index] += Learn(batch, largest, scale, teacher, keepLogits: Distils && teacher is null && networks.Count > 1, out var own);
                    if (own is not null)
                        scope.Attach(teacher = own);
                    continue;
                }

                teacher ??= Distils ? TeacherLogits(batch) : null;
                sums[index] += Learn(batch, networks[index], scale, teacher, keepLogits: false, out _);
            }
        }

        return [.. sums.Select(sum => sum / targets)];
    }

    private bool Distils => options.DistillationWeight > 0;

    private double Learn(LabelledBatch batch, SubNetwork subNetwork, double scale, Tensor? teacher, bool keepLogits, out Tensor? kept)
    {
        var (entropy, copy) = (0.0, (Tensor?)null);
        Backpropagation.Run(network, subNetwork, batch, options.Activations, hidden =>
        {
            var logits = BatchLoss.Logits(network, hidden, batch);
            var loss = BatchLoss.CrossEntropy(logits, batch);
            entropy = loss.item<float>();
            if (keepLogits)
                copy = logits.detach().DetachFromDisposeScope();
            if (teacher is not null)
                loss = BatchLoss.Mixed(loss, logits, teacher, options);
            return loss.Times(scale);
        });
        kept = copy;
        return entropy;
    }

    // Of the frozen network, or of the full one where the step does not train it.
    private Tensor TeacherLogits(LabelledBatch batch) => frozen is null
        ? BatchLoss.TeacherLogits(network, largest, batch)
        : BatchLoss.TeacherLogits(frozen, SubNetwork.Full(frozen.Config), batch);
}

using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>
/// The gradients of one optimizer step: the mean over its networks of each one's mean loss per target token. With distillation, a sub-network learns from the
/// full network of the same step too: <c>(1 - weight) * cross-entropy + weight * divergence</c>.
/// </summary>
internal sealed class StepGradients(SuperNetwork network, SubNetwork largest, FineTuningOptions options)
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
            Tensor? teacher = null;                                                 // [targets, vocabulary]
            for (var index = 0; index < networks.Count; index++)
            {
                if (networks[index] == largest)
                {
                    sums[index] += Learn(batch, largest, scale, teacher: null, keepLogits: Distils && networks.Count > 1, out teacher);
                    if (teacher is not null)
                        scope.Attach(teacher);
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
        var (entropy, weight, copy) = (0.0, options.DistillationWeight, (Tensor?)null);
        Backpropagation.Run(network, subNetwork, batch, options.Activations, hidden =>
        {
            var logits = BatchLoss.Logits(network, hidden, batch);
            var loss = BatchLoss.CrossEntropy(logits, batch);
            entropy = loss.item<float>();
            if (keepLogits)
                copy = logits.detach().DetachFromDisposeScope();
            if (teacher is not null)
                loss = loss.Times(1 - weight).PlusScaled(BatchLoss.Divergence(logits, teacher, options.DistillationTemperature), weight);
            return loss.Times(scale);
        });
        kept = copy;
        return entropy;
    }

    // Where the step does not train the full network: its logits alone, by the fast forward pass without gradients.
    private Tensor TeacherLogits(LabelledBatch batch)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        return BatchLoss.Logits(network, network.Forward(batch.Tokens, batch.Pattern, largest), batch).MoveToOuterDisposeScope();
    }
}

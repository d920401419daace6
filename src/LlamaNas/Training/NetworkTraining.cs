using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>Trains one network of fixed shape for some steps: what fine-tuning does, without sub-networks, checkpoints and log.</summary>
internal static class NetworkTraining
{
    /// <summary>Trains in place; yields each step's number and mean loss per target token (with a teacher, the mixed loss).</summary>
    /// <param name="network">FP32 weights; they are changed.</param>
    /// <param name="subNetwork">What of them is trained.</param>
    /// <param name="sequences">What is learned from.</param>
    /// <param name="options">Steps, batch size, rate, distillation, seed.</param>
    /// <param name="masks">Where weights may be other than zero, by name.</param>
    /// <param name="teacher">What is learned from by the share of the distillation weight; null where that is 0.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static IEnumerable<(int Step, double Loss)> Run(
        SuperNetwork network, SubNetwork subNetwork, EquatableArray<TrainingSequence> sequences, FineTuningOptions options,
        IReadOnlyDictionary<string, Tensor> masks, SuperNetwork? teacher = null, CancellationToken cancellationToken = default)
    {
        using var memory = MemoryPool.KeepEverything();
        foreach (var parameter in network.Parameters.Values)
            parameter.requires_grad = true;
        using var optimizer = new AdamW(network.Parameters, options.WeightDecay, options.SecondMomentDecay);
        var batches = new BatchPlan(sequences, options.TokensPerBatch, options.Seed);
        for (var step = 0; step < options.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return (step + 1, Step(network, subNetwork, batches.At(step), optimizer, options, step, masks, teacher));
            MemoryPool.EndStep();
        }

        foreach (var parameter in network.Parameters.Values)
            parameter.requires_grad = false;
    }

    private static double Step(
        SuperNetwork network, SubNetwork subNetwork, IReadOnlyList<TrainingSequence> batch, AdamW optimizer, FineTuningOptions options, int step,
        IReadOnlyDictionary<string, Tensor> masks, SuperNetwork? teacher)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        using var labelled = new LabelledBatch(batch, network.Options.Device);
        var targets = batch.Sum(sequence => sequence.TargetCount);
        var wanted = teacher is null ? null : TeacherStates.Of(teacher, SubNetwork.Full(teacher.Config), labelled);
        var taught = BatchGradients.Add(network, subNetwork, labelled, wanted, options, 1.0 / targets);
        scope.Attach(taught.States);
        optimizer.ClipGradients(options.MaximumGradientNorm);
        optimizer.Step(LearningRateSchedule.At(step, options.Steps, options.LearningRate, options.WarmUpShare));
        using var gradients = no_grad();
        foreach (var (name, mask) in masks)
            network.Parameters[name].mul_(mask);
        return taught.Loss / targets;
    }
}

using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>Trains one network of fixed shape for some steps: what fine-tuning does, without sub-networks, checkpoints and log.</summary>
internal static class NetworkTraining
{
    /// <summary>Trains in place; yields each step's number and mean loss per target token.</summary>
    /// <param name="network">FP32 weights; they are changed.</param>
    /// <param name="subNetwork">What of them is trained.</param>
    /// <param name="sequences">What is learned from.</param>
    /// <param name="options">Steps, batch size, rate, seed.</param>
    /// <param name="masks">Where weights may be other than zero, by name.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static IEnumerable<(int Step, double Loss)> Run(
        SuperNetwork network, SubNetwork subNetwork, EquatableArray<TrainingSequence> sequences, FineTuningOptions options,
        IReadOnlyDictionary<string, Tensor> masks, CancellationToken cancellationToken = default)
    {
        using var memory = MemoryPool.KeepEverything();
        foreach (var parameter in network.Parameters.Values)
            parameter.requires_grad = true;
        using var optimizer = new AdamW(network.Parameters, options.WeightDecay, options.SecondMomentDecay);
        var batches = new BatchPlan(sequences, options.TokensPerBatch, options.Seed);
        for (var step = 0; step < options.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return (step + 1, Step(network, subNetwork, batches.At(step), optimizer, options, step, masks));
        }

        foreach (var parameter in network.Parameters.Values)
            parameter.requires_grad = false;
    }

    private static double Step(
        SuperNetwork network, SubNetwork subNetwork, IReadOnlyList<TrainingSequence> batch, AdamW optimizer, FineTuningOptions options, int step,
        IReadOnlyDictionary<string, Tensor> masks)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var loss = BatchLoss.Sum(network, subNetwork, batch).Over(batch.Sum(sequence => sequence.TargetCount));
        loss.backward();
        optimizer.ClipGradients(options.MaximumGradientNorm);
        optimizer.Step(LearningRateSchedule.At(step, options.Steps, options.LearningRate, options.WarmUpShare));
        using var gradients = no_grad();
        foreach (var (name, mask) in masks)
            network.Parameters[name].mul_(mask);
        return loss.item<float>();
    }
}

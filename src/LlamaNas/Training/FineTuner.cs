using System.Diagnostics;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>
/// Fine-tunes a super-network: its steps train the full network and sub-networks in turn, all with the same weights (LLaMA-NAS section 3, after
/// InstaTune). Everything is a function of seed and step, so a run that was killed goes on from its last checkpoint with the same losses.
/// </summary>
public sealed class FineTuner
{
    private readonly SuperNetwork _network;
    private readonly TrainingData _data;
    private readonly SubNetworkSchedule _schedule;
    private readonly FineTuningOptions _options;
    private readonly string _outputFolder;
    private readonly string _settings;

    /// <summary>A fine-tuning run.</summary>
    /// <param name="network">The network, with FP32 weights; they are changed.</param>
    /// <param name="space">Where random sub-networks come from.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="options">How.</param>
    /// <param name="outputFolder">Where checkpoints and the log go.</param>
    /// <param name="inputsHash">Hash of model and data: a checkpoint of other inputs is refused.</param>
    public FineTuner(SuperNetwork network, SearchSpace space, TrainingData data, FineTuningOptions options, string outputFolder, string inputsHash)
    {
        (_network, _data, _options, _outputFolder) = (network, data, options, outputFolder);
        _schedule = new SubNetworkSchedule(SubNetwork.Full(network.Config), space, options.Strategy, options.Seed);
        _settings = $"{inputsHash} {options with { CheckpointEverySteps = 0 }} {space}";
    }

    /// <summary>Trains to the last step, from the newest checkpoint if there is one.</summary>
    /// <param name="cancellationToken">Stops after the current step, with a checkpoint, and throws <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<FineTuningEvent> Run(CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(_outputFolder);
        foreach (var parameter in _network.Parameters.Values)
            parameter.requires_grad = true;
        using var optimizer = new AdamW(_network.Parameters, _options.WeightDecay, _options.SecondMomentDecay);
        var checkpoint = new TrainingCheckpoint(_outputFolder, _settings);
        var batches = new BatchPlan(_data.Training, _options.TokensPerBatch, _options.Seed);
        var steps = _options.Epochs is { } epochs ? Math.Max(1, (int)Math.Round(epochs * batches.BatchesPerEpoch / _options.Accumulation)) : _options.Steps;
        var done = checkpoint.Restore(_network, optimizer);
        var log = new TrainingLog(_outputFolder, done);
        yield return new FineTuningStarted(done, steps, _data.Training.Count, _data.HeldOut.Count, _data.Truncated);

        var started = Stopwatch.GetTimestamp();
        long tokens = 0;
        for (var step = done; step < steps; step++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                checkpoint.Save(step, _network, optimizer);
                cancellationToken.ThrowIfCancellationRequested();
            }

            var subNetwork = _schedule.At(step);
            var isFull = subNetwork == SubNetwork.Full(_network.Config);
            var rate = LearningRateSchedule.At(step, steps, _options.LearningRate, _options.WarmUpShare);
            var parts = Enumerable.Range(step * _options.Accumulation, _options.Accumulation).Select(batches.At).ToArray();
            var loss = Backward(parts, subNetwork);
            log.Add(step + 1, loss, isFull, rate, optimizer.ClipGradients(_options.MaximumGradientNorm), subNetwork);
            optimizer.Step(rate);

            tokens += parts.Sum(part => part.Sum(sequence => (long)sequence.Tokens.Length));
            var elapsed = Stopwatch.GetElapsedTime(started);
            yield return new StepFinished(
                step + 1, steps, loss, subNetwork, isFull, rate, tokens / elapsed.TotalSeconds,
                elapsed / (step + 1 - done) * (steps - step - 1));

            if ((step + 1) % _options.CheckpointEverySteps == 0 || step + 1 == steps)
            {
                checkpoint.Save(step + 1, _network, optimizer);
                yield return new CheckpointSaved(step + 1);
            }
        }

        foreach (var parameter in _network.Parameters.Values)
            parameter.requires_grad = false;
    }

    /// <summary>Adds up the gradients of all parts; returns the mean loss per target token.</summary>
    private double Backward(IReadOnlyList<TrainingSequence>[] parts, SubNetwork subNetwork)
    {
        var targets = parts.Sum(part => part.Sum(sequence => sequence.TargetCount));
        double sum = 0;
        foreach (var part in parts)
        {
            using var scope = NewDisposeScope();
            var loss = BatchLoss.Sum(_network, subNetwork, part);
            (loss / targets).backward();
            sum += loss.item<float>();
        }

        return sum / targets;
    }
}

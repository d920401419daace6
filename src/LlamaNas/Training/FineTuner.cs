using System.Diagnostics;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;

namespace LlamaNas.Training;

/// <summary>
/// Fine-tunes a super-network: its steps train the full network and sub-networks in turn, all with the same weights (LLaMA-NAS section 3, after
/// InstaTune). Everything is a function of seed and step, so a run that was killed goes on from its last checkpoint with the same losses.
/// </summary>
public sealed class FineTuner
{
    private readonly SuperNetwork _network;
    private readonly TrainingData _data;
    private readonly SubNetwork _largest;
    private readonly SubNetworkSchedule _schedule;
    private readonly SuperNetwork? _teacher;
    private readonly FineTuningOptions _options;
    private readonly string _outputFolder;
    private readonly string _settings;

    /// <summary>A fine-tuning run.</summary>
    /// <param name="network">The network, with FP32 weights; they are changed.</param>
    /// <param name="space">Where random sub-networks come from.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="options">How.</param>
    /// <param name="outputFolder">Where checkpoints and the log go.</param>
    /// <param name="inputsHash">Hash of model, data and guides: a checkpoint of other inputs is refused.</param>
    /// <param name="largest">What counts as the full network; null for all of it. With <see cref="SubNetworkStrategy.FullOnly"/>: a sub-network trained alone.</param>
    /// <param name="guides">Known sub-networks and a teacher; null for none. The teacher is not disposed.</param>
    public FineTuner(
        SuperNetwork network, SearchSpace space, TrainingData data, FineTuningOptions options, string outputFolder, string inputsHash, SubNetwork? largest = null,
        TrainingGuides? guides = null)
    {
        (_network, _data, _options, _outputFolder) = (network, data, options, outputFolder);
        _largest = largest ?? SubNetwork.Full(network.Config);
        guides ??= TrainingGuides.None;
        _schedule = new SubNetworkSchedule(_largest, space, options, guides.Networks);
        _teacher = guides.Teacher;
        _settings = $"{inputsHash} {options with { CheckpointEverySteps = 0 }} {space} {largest}";
    }

    /// <summary>Trains to the last step, from the newest checkpoint if there is one.</summary>
    /// <param name="cancellationToken">Stops after the current step, with a checkpoint, and throws <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<FineTuningEvent> Run(CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(_outputFolder);
        var adapted = _options.LoraRank > 0 ? LoraNetwork.Attach(_network, _options) : null;
        try
        {
            foreach (var step in Run(adapted ?? _network, cancellationToken))
                yield return step;
            if (adapted is not null)
                LoraNetwork.Merge(adapted, _network, _options);
        }
        finally
        {
            adapted?.Dispose();
        }
    }

    private IEnumerable<FineTuningEvent> Run(SuperNetwork trained, CancellationToken cancellationToken)
    {
        using var memory = MemoryPool.KeepEverything();
        foreach (var parameter in trained.Parameters.Values)
            parameter.requires_grad = true;
        using var optimizer = new AdamW(trained.Parameters, _options.WeightDecay, _options.SecondMomentDecay);
        var gradients = new StepGradients(trained, _largest, _options, _teacher);
        var checkpoint = new TrainingCheckpoint(_outputFolder, _settings);
        var batches = new BatchPlan(_data.Training, _options.TokensPerBatch, _options.Seed);
        var steps = _options.Epochs is { } epochs ? Math.Max(1, (int)Math.Round(epochs * batches.BatchesPerEpoch / _options.Accumulation)) : _options.Steps;
        var done = checkpoint.Restore(trained, optimizer);
        var log = new TrainingLog(_outputFolder, done);
        yield return new FineTuningStarted(done, steps, _data.Training.Count, _data.HeldOut.Count, _data.Truncated);

        var started = Stopwatch.GetTimestamp();
        long tokens = 0;
        for (var step = done; step < steps; step++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                checkpoint.Save(step, trained, optimizer);
                cancellationToken.ThrowIfCancellationRequested();
            }

            var networks = _schedule.At(step);
            var rate = LearningRateSchedule.At(step, steps, _options.LearningRate, _options.WarmUpShare);
            var parts = Enumerable.Range(step * _options.Accumulation, _options.Accumulation).Select(batches.At).ToArray();
            var losses = gradients.AddUp(parts, networks);
            EquatableArray<TrainedNetwork> learned = [.. networks.Select((one, index) => new TrainedNetwork(one, one == _largest, losses[index]))];
            log.Add(step + 1, learned, rate, optimizer.ClipGradients(_options.MaximumGradientNorm));
            optimizer.Step(rate);
            MemoryPool.EndStep();

            tokens += networks.Count * parts.Sum(part => part.Sum(sequence => (long)sequence.Tokens.Length));
            var elapsed = Stopwatch.GetElapsedTime(started);
            yield return new StepFinished(
                step + 1, steps, learned, rate, tokens / elapsed.TotalSeconds,
                elapsed / (step + 1 - done) * (steps - step - 1));

            if ((step + 1) % _options.CheckpointEverySteps == 0 || step + 1 == steps)
            {
                checkpoint.Save(step + 1, trained, optimizer);
                yield return new CheckpointSaved(step + 1);
            }
        }

        foreach (var parameter in trained.Parameters.Values)
            parameter.requires_grad = false;
    }
}

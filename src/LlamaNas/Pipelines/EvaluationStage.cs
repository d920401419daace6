using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Sandbox;
using LlamaNas.Spaces;
using TorchSharp;

namespace LlamaNas.Pipelines;

/// <summary>Scores one network on tasks of any kind.</summary>
public static class EvaluationStage
{
    /// <summary>Prepares all tasks first, so that a mistake shows before anything is scored.</summary>
    /// <param name="settings">What to score.</param>
    /// <param name="device">Where; null for the CPU.</param>
    /// <param name="progress">Told after each batch; may be null.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="UsageException">A task is unknown, or the precision is compared with itself.</exception>
    /// <exception cref="SandboxException">A task runs programs, and no sandbox works here.</exception>
    public static EvaluationOutcome Run(
        EvaluationSettings settings, torch.Device? device = null, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Compare == settings.Precision)
            throw new UsageException($"{settings.Precision.Name()} is compared with itself. Name another precision with --compare.");
        var runsPrograms = settings.Tasks.Select(TaskCatalog.Find).ToArray().Any(task => task is GenerationTask { Program: not null });
        using var sandbox = runsPrograms ? PythonSandbox.Open() : null;
        var (subject, tasks, results) = Score(settings, sandbox, device, progress, cancellationToken);
        return new EvaluationOutcome(
            subject, results, settings.Compare is { } other ? Compare(settings, other, tasks, results, device, progress, cancellationToken) : null);
    }

    private static (EvaluatedNetwork, IPreparedTask[], EquatableArray<TaskResult>) Score(
        EvaluationSettings settings, PythonSandbox? sandbox, torch.Device? device, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        using var session = ModelSession.Open(settings.Model, settings.Precision, device);
        var subNetwork = SubNetwork(settings, session);
        var tasks = settings.Tasks.Select(task => session.PrepareAny(task, settings.DataFolder, settings.Options, sandbox)).ToArray();
        EquatableArray<TaskResult> results = [.. tasks.Select(task => session.Score(task, subNetwork, settings.Precision, progress, cancellationToken))];
        var subject = new EvaluatedNetwork(
            session.Checkpoint.Folder, SubNetworkJson.Print(subNetwork), session.Checkpoint.Quantization?.Name ?? settings.Precision.Name(), settings.Options.BeginOfSequence,
            ParameterCount.Of(session.Config, subNetwork),
            session.Checkpoint.Quantization is { } quantization
                ? WeightBytes.Of(session.Config, subNetwork, quantization)
                : WeightBytes.Of(session.Config, subNetwork, settings.Precision));
        return (subject, tasks, results);
    }

    // The first network is freed before the second is loaded.
    private static PrecisionAgreement Compare(
        EvaluationSettings settings, Precision other, IPreparedTask[] tasks, EquatableArray<TaskResult> results,
        torch.Device? device, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        using var session = ModelSession.Open(settings.Model, other, device);
        var subNetwork = SubNetwork(settings, session);
        return new PrecisionAgreement(
            other.Name(),
            [.. tasks.Zip(results, (task, result) => TaskAgreement.Of(result, session.Score(task, subNetwork, other, progress, cancellationToken)))]);
    }

    private static SubNetwork SubNetwork(EvaluationSettings settings, ModelSession session)
    {
        var subNetwork = settings.Architecture is { } file ? SubNetworkJson.Load(file) : Spaces.SubNetwork.Full(session.Config);
        subNetwork.Validate(session.Config);
        return subNetwork.Canonical(session.Config);
    }
}

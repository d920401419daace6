using LlamaNas.Spaces;

namespace LlamaNas.Training;

/// <summary>What fine-tuning reports while it runs.</summary>
public abstract record FineTuningEvent;

/// <summary>It starts, or goes on from a checkpoint.</summary>
/// <param name="Step">Steps already done.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Sequences">Sequences to train on.</param>
/// <param name="HeldOut">Sequences held out.</param>
/// <param name="Truncated">Sequences that were cut at the maximum length.</param>
public sealed record FineTuningStarted(int Step, int Steps, int Sequences, int HeldOut, int Truncated) : FineTuningEvent;

/// <summary>An optimizer step is done.</summary>
/// <param name="Step">1-based step.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Networks">The networks that were trained, with their losses.</param>
/// <param name="LearningRate">The step's learning rate.</param>
/// <param name="TokensPerSecond">Tokens without padding per second, since the start or resumption; a token that several networks learn from counts for each.</param>
/// <param name="TimeLeft">Estimated time to the last step.</param>
public sealed record StepFinished(
    int Step, int Steps, EquatableArray<TrainedNetwork> Networks, double LearningRate, double TokensPerSecond, TimeSpan TimeLeft) : FineTuningEvent
{
    /// <summary>Mean loss of the step's networks per target token, in nats.</summary>
    public double Loss => Networks.Average(network => network.Loss);
}

/// <summary>A network that a step trained.</summary>
/// <param name="SubNetwork">The network.</param>
/// <param name="IsFull">True for the full network.</param>
/// <param name="Loss">Cross-entropy per target token in nats, before the step.</param>
public sealed record TrainedNetwork(SubNetwork SubNetwork, bool IsFull, double Loss);

/// <summary>A checkpoint is on disk: a killed run goes on from here.</summary>
/// <param name="Step">Steps done.</param>
public sealed record CheckpointSaved(int Step) : FineTuningEvent;

/// <summary>Held-out losses were measured.</summary>
/// <param name="Step">Steps done: 0 before training.</param>
/// <param name="Losses">One per measured network.</param>
public sealed record HeldOutMeasured(int Step, EquatableArray<HeldOutLoss> Losses) : FineTuningEvent;

/// <summary>The mean held-out loss of one network.</summary>
/// <param name="Name">"full", "smallest" or "random N".</param>
/// <param name="SubNetwork">The network.</param>
/// <param name="Loss">Nats per target token.</param>
public sealed record HeldOutLoss(string Name, SubNetwork SubNetwork, double Loss);

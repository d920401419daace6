using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Training;
using TorchSharp;

namespace LlamaNas.Pipelines;

/// <summary>Where the guides of a fine-tuning lie.</summary>
public sealed record FineTuneGuides
{
    /// <summary>Run stores (.db: their fronts), or JSON lines of architectures or of a comparison's rows; random sub-networks are drawn from those that lie in the space. Default: none.</summary>
    public EquatableArray<string> Networks { get; init; }

    /// <summary>Folder of the model that every trained network learns from, by the share of the distillation weight. Default: none.</summary>
    public string? Teacher { get; init; }

    /// <summary>Reads the networks and opens the teacher; its weights are read by <see cref="OpenedGuides.Load"/>.</summary>
    /// <param name="config">Of the trained network.</param>
    /// <param name="space">Where sub-networks may lie.</param>
    /// <param name="options">How it is trained.</param>
    /// <exception cref="UsageException">A file is missing, no network lies in the space, or the guides would have no effect.</exception>
    internal OpenedGuides Open(LlamaConfig config, SearchSpace space, FineTuningOptions options)
    {
        if (Networks.Count > 0 && options.Strategy == SubNetworkStrategy.FullOnly)
            throw new UsageException("Known networks (--networks) are not trained by the strategy FullOnly. Choose Alternate, RandomOnly or Sandwich.");
        if (Teacher is not null && options.DistillationWeight == 0)
            throw new UsageException("A teacher teaches nothing at a distillation weight of 0. Give --distillation-weight, such as 1.");
        var networks = KnownNetworks.Read(Networks, space, "--networks");
        var teacher = Teacher is null ? null : Checkpoint.Open(Teacher);
        if (teacher is null || teacher.Config.VocabularySize == config.VocabularySize)
            return new OpenedGuides(networks, teacher);
        teacher.Dispose();
        throw new UsageException($"{Teacher}: the teacher has {teacher.Config.VocabularySize} tokens, the trained model {config.VocabularySize}. Give a model with the same tokenizer.");
    }
}

/// <summary>Guides whose files are open.</summary>
/// <param name="Networks">Known networks; empty for none.</param>
/// <param name="Teacher">Null for none.</param>
internal sealed record OpenedGuides(EquatableArray<SubNetwork> Networks, Checkpoint? Teacher) : IDisposable
{
    /// <summary>What results depend on; empty where there are no guides.</summary>
    public string Key => $"{(Networks.Count > 0 ? $" networks {Networks}" : "")}{(Teacher is null ? "" : $" teacher {Teacher.ContentHash}")}";

    /// <summary>Guides for the training; whoever takes them frees the teacher.</summary>
    /// <param name="device">Where it computes; null for the CPU.</param>
    public TrainingGuides Load(torch.Device? device) => new()
    {
        Networks = Networks,
        Teacher = Teacher is null ? null : SuperNetwork.Load(Teacher, new NetworkOptions { Weights = ElementType.BFloat16, Device = device ?? torch.CPU }),
    };

    /// <summary>Closes the teacher's files.</summary>
    public void Dispose() => Teacher?.Dispose();
}

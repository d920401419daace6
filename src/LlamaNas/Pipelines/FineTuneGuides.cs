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

    /// <summary>Reads them.</summary>
    /// <param name="config">Of the trained network.</param>
    /// <param name="space">Where sub-networks may lie.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="device">Where.</param>
    /// <exception cref="UsageException">A file is missing, no network lies in the space, or the guides would have no effect.</exception>
    internal OpenedGuides Open(LlamaConfig config, SearchSpace space, FineTuningOptions options, torch.Device? device)
    {
        if (Networks.Count > 0 && options.Strategy == SubNetworkStrategy.FullOnly)
            throw new UsageException("Known networks (--networks) are not trained by the strategy FullOnly. Choose Alternate, RandomOnly or Sandwich.");
        if (Teacher is not null && options.DistillationWeight == 0)
            throw new UsageException("A teacher teaches nothing at a distillation weight of 0. Give --distillation-weight, such as 1.");
        var networks = KnownNetworks.Read(Networks, space, "--networks");
        using var checkpoint = Teacher is null ? null : Checkpoint.Open(Teacher);
        if (checkpoint is not null && checkpoint.Config.VocabularySize != config.VocabularySize)
            throw new UsageException($"{Teacher}: the teacher has {checkpoint.Config.VocabularySize} tokens, the trained model {config.VocabularySize}. Give a model with the same tokenizer.");
        return new OpenedGuides(
            new TrainingGuides { Networks = networks, Teacher = checkpoint is null ? null : SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16, Device = device ?? torch.CPU }) },
            $"{(networks.Count > 0 ? $" networks {networks}" : "")}{(checkpoint is null ? "" : $" teacher {checkpoint.ContentHash}")}");
    }
}

/// <summary>Guides in memory.</summary>
/// <param name="Guides">For the training.</param>
/// <param name="Key">What results depend on; empty where there are none.</param>
internal sealed record OpenedGuides(TrainingGuides Guides, string Key) : IDisposable
{
    /// <summary>Frees the teacher.</summary>
    public void Dispose() => Guides.Teacher?.Dispose();
}

using LlamaNas.Baselines;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Tokens;
using LlamaNas.Training;

namespace LlamaNas.Pipelines;

/// <summary>Trains pruned networks, all on the same batches in the same order.</summary>
internal sealed class RecoveryTraining
{
    private readonly TrainingData _data;
    private readonly FineTuningOptions _options;
    private readonly SuperNetwork? _teacher;

    private RecoveryTraining(TrainingData data, FineTuningOptions options, SuperNetwork? teacher) => (_data, _options, _teacher) = (data, options, teacher);

    /// <summary>Makes batches of the training data.</summary>
    /// <param name="settings">Tokens, share of distillation, seed.</param>
    /// <param name="examples">The training data.</param>
    /// <param name="tokenizer">Of the model.</param>
    /// <param name="unpruned">What pruned networks learn from where the settings ask for distillation; not disposed.</param>
    public static RecoveryTraining Open(ComparisonSettings settings, IReadOnlyList<InstructionExample> examples, LlamaTokenizer tokenizer, SuperNetwork unpruned)
    {
        var options = Options(settings);
        return new RecoveryTraining(TrainingData.FromInstructions(examples, tokenizer, options), options, settings.FineTuneDistillation > 0 ? unpruned : null);
    }

    /// <summary>How a comparison trains.</summary>
    public static FineTuningOptions Options(ComparisonSettings settings)
    {
        var options = new FineTuningOptions { TokensPerBatch = 1024, Accumulation = 1, DistillationWeight = settings.FineTuneDistillation, Seed = settings.Seed };
        return options with { Steps = Math.Max(1, settings.FineTuneTokens / options.TokensPerBatch) };
    }

    /// <summary>A trained copy of a network: FP32 weights, products in BF16; zeros of sparse matrices stay zero.</summary>
    public PrunedNetwork Train(PrunedNetwork pruned, IProgress<PipelineEvent>? progress, CancellationToken cancellationToken = default)
    {
        using var before = new WeightDraft(pruned.Network);
        using var network = before.Build(pruned.Network.Options with { Weights = ElementType.Float32, Compute = ElementType.BFloat16 });
        foreach (var (step, loss) in NetworkTraining.Run(network, pruned.SubNetwork, _data.Training, _options, pruned.Masks, _teacher, cancellationToken))
            progress?.Report(new StageProgress(FormattableString.Invariant($"{pruned.Method}: training, loss {loss:F3}"), step, _options.Steps, "", null));
        using var after = new WeightDraft(network);
        return pruned with { Network = after.Build(pruned.Network.Options), OwnsNetwork = true, Masks = new Dictionary<string, TorchSharp.torch.Tensor>() };
    }
}

using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;
using LlamaNas.Tokens;
using TorchSharp;

namespace LlamaNas.Pipelines;

/// <summary>An opened model: checkpoint, tokenizer and super-network, ready to score tasks.</summary>
public sealed class ModelSession : IDisposable
{
    private ModelSession(Checkpoint checkpoint, LlamaTokenizer tokenizer, SuperNetwork network, Precision precision) =>
        (Checkpoint, Tokenizer, Network, Precision) = (checkpoint, tokenizer, network, precision);

    /// <summary>The checkpoint.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The tokenizer.</summary>
    public LlamaTokenizer Tokenizer { get; }

    /// <summary>The super-network; in bfloat16 where the precision is INT8 or INT4.</summary>
    public SuperNetwork Network { get; }

    /// <summary>How networks are scored.</summary>
    public Precision Precision { get; }

    /// <summary>Sizes of the whole network.</summary>
    public LlamaConfig Config => Checkpoint.Config;

    /// <summary>Opens a model folder.</summary>
    public static ModelSession Open(string folder, Precision precision, torch.Device? device = null)
    {
        var checkpoint = Checkpoint.Open(folder);
        try
        {
            var weights = precision == Precision.Float32 ? ElementType.Float32 : ElementType.BFloat16;
            var options = device is null ? new NetworkOptions { Weights = weights } : new NetworkOptions { Weights = weights, Device = device };
            return new ModelSession(checkpoint, LlamaTokenizer.Open(folder), QuantizedFolder.Load(checkpoint, options), precision);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Reads and encodes a multiple-choice task for this model.</summary>
    public PreparedTask Prepare(string task, string dataFolder, EvaluationOptions options) => Prepare(TaskCatalog.Load(task), dataFolder, options);

    /// <inheritdoc cref="Prepare(string, string, EvaluationOptions)"/>
    public PreparedTask Prepare(TaskDefinition task, string dataFolder, EvaluationOptions options) =>
        PreparedTask.Create(task, dataFolder, Tokenizer, Config.MaximumPositions, options);

    /// <summary>Reads and encodes a task of any kind for this model.</summary>
    /// <param name="task">Name, or path of a .yaml file.</param>
    /// <param name="dataFolder">Folder of the tasks' data.</param>
    /// <param name="options">Which documents, how prompted.</param>
    /// <param name="runner">Runs programs, for tasks whose texts are programs; else null.</param>
    public IPreparedTask PrepareAny(string task, string dataFolder, EvaluationOptions options, IProgramRunner? runner = null) => TaskCatalog.Find(task) switch
    {
        GenerationTask generation => PreparedGeneration.Create(generation, dataFolder, Tokenizer, Config.MaximumPositions, options, runner),
        PerplexityTask perplexity => PreparedPerplexity.Create(perplexity, dataFolder, Tokenizer, Config.MaximumPositions, options),
        _ => Prepare(task, dataFolder, options),
    };

    /// <summary>Scores a sub-network on a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="subNetwork">The sub-network.</param>
    /// <param name="precision">Precision; the session's own, INT8 or INT4.</param>
    /// <param name="progress">Told after each document; may be null.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public TaskResult Score(
        IPreparedTask task, SubNetwork subNetwork, Precision precision, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var runnable = new RunnableNetwork(this, subNetwork, precision, cancellationToken);
        return Score(task, runnable.Network, runnable.SubNetwork, progress, cancellationToken);
    }

    private TaskResult Score(
        IPreparedTask task, SuperNetwork network, SubNetwork subNetwork, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken) =>
        task.Evaluate(new LogLikelihoodScorer(network, subNetwork), new GreedyGenerator(network, subNetwork, Tokenizer), progress, cancellationToken);

    /// <summary>Frees the weights and closes the files.</summary>
    public void Dispose()
    {
        Network.Dispose();
        Checkpoint.Dispose();
    }
}

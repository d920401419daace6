using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.TinyWorld;
using LlamaNas.Tokens;
using LlamaNas.Training;
using static TorchSharp.torch;

namespace LlamaNas.Benchmarks;

/// <summary>
/// Does a network inside the super-network rank as the same network trained alone (the first experiment that LLaMA-NAS asks for), and which strategy
/// does it best at equal training tokens? Goes on where it was: rows and checkpoints lie in ~/.cache/llama-nas/representativeness.
/// </summary>
internal static class Representativeness
{
    private const string TinyModel = "src/LlamaNas.Cli/Quickstart/model";
    private const string SmolSpace = "samples/smollm2-space.yaml";
    private const int FirstFreshItem = 200_000;      // the tiny model was trained on those before
    private static readonly NetworkOptions Precision = new() { Weights = ElementType.Float32, Compute = ElementType.BFloat16 };

    /// <summary>All strategies on the tiny model, whose channels are shuffled first: the full network stays as it is, narrow ones are broken.</summary>
    public static string Tiny(BenchmarkSettings settings)
    {
        var cache = RepresentativenessStudy.Cache("tiny");
        TinyWorldFolder.Write(cache);
        using var checkpoint = Checkpoint.Open(TinyModel);
        var tokenizer = LlamaTokenizer.Open(TinyModel);
        var text = new WorldText(World.Create(42), seed: 42);
        var study = new RepresentativenessStudy
        {
            Title = "the embedded tiny model, channels shuffled (no channel order)",
            Folder = cache,
            Load = () => Shuffled(SuperNetwork.Load(checkpoint, Precision)),
            Space = SearchSpace.Load(Path.Combine(cache, "tiny-space.yaml"), checkpoint.Config),
            NetworkCount = 12,
            Data = new TrainingData([.. Items(FirstFreshItem, 20_000)], [.. Items(2 * FirstFreshItem, 300)], Truncated: 0),
            Tasks = [.. WorldTasks.Names.Select(task => Prepare(Path.Combine(cache, "tasks", $"{task}.yaml"), Path.Combine(cache, "data"), settings.Limit ?? 60, tokenizer, checkpoint))],
            Options = new FineTuningOptions
            {
                Sampling = SubNetworkSampling.Uniform,
                LearningRate = 1e-3,
                WarmUpShare = 0.1,
                WeightDecay = 0.05,
                SecondMomentDecay = 0.95,
                TokensPerBatch = 512,
                Accumulation = 1,
                CheckpointEverySteps = 20,
            },
            Batches = 60,
            Strategies = TrainingVariants.All,
        };
        return study.Run();

        IEnumerable<TrainingSequence> Items(int first, int count) => Enumerable.Range(first, count).Select(text.Item).Select(item =>
        {
            int[] prompt = [.. tokenizer.Encode(item.Prompt)];
            return new TrainingSequence([.. prompt, .. tokenizer.Encode(item.Answer), tokenizer.EndOfSequenceId!.Value], Math.Max(1, prompt.Length));
        });
    }

    /// <summary>The paper's strategy, the default and a sandwich with distillation on SmolLM2, with a small budget.</summary>
    public static string SmolLM2(BenchmarkSettings settings)
    {
        using var checkpoint = Checkpoint.Open(settings.Model);
        var tokenizer = LlamaTokenizer.Open(settings.Model);
        var options = new FineTuningOptions { Sampling = SubNetworkSampling.Uniform, LearningRate = 3e-4, WarmUpShare = 0.1, TokensPerBatch = 512, Accumulation = 1, CheckpointEverySteps = 15, MaximumLength = 128 };
        var data = TrainingData.FromInstructions(InstructionFile.Read(Path.Combine(settings.Data, "alpaca_13k.jsonl")), tokenizer, options);
        EquatableArray<TrainingSequence> training = [.. data.Training.Where(sequence => sequence.Tokens.Length < options.MaximumLength)];
        return new RepresentativenessStudy
        {
            Title = "SmolLM2-135M-Instruct, channels ordered by importance",
            Folder = RepresentativenessStudy.Cache("smollm2"),
            Load = () =>
            {
                var network = SuperNetwork.Load(checkpoint, Precision);
                ChannelImportance.Order(network, training.Take(32).Select(sequence => sequence.Tokens));
                return network;
            },
            Space = SearchSpace.Load(SmolSpace, checkpoint.Config),
            NetworkCount = 6,
            Data = new TrainingData(training, [.. data.HeldOut.Take(60)], Truncated: 0),
            Tasks = [Prepare("arc_easy", settings.Data, settings.Limit ?? 100, tokenizer, checkpoint)],
            Options = options,
            Batches = 30,
            Strategies = [.. TrainingVariants.All.Where(variant => variant.Name is "alternate" or "alternate, size spread" or "sandwich, distilled")],
        }.Run();
    }

    private static PreparedTask Prepare(string task, string data, int limit, LlamaTokenizer tokenizer, Checkpoint checkpoint) =>
        PreparedTask.Create(TaskCatalog.Load(task), data, tokenizer, checkpoint.Config.MaximumPositions, new EvaluationOptions { Limit = limit });

    private static SuperNetwork Shuffled(SuperNetwork network)
    {
        using var gradients = no_grad();
        for (var layer = 0; layer < network.Config.LayerCount; layer++)
        {
            using var scope = NewDisposeScope();
            var order = Enumerable.Range(0, network.Config.FeedForwardWidths[layer]).Select(channel => (long)channel).ToArray();
            new Random(layer).Shuffle(order);
            foreach (var (part, axis) in new[] { (TensorNames.Gate, 0), (TensorNames.Up, 0), (TensorNames.Down, 1) })
            {
                var weight = network.Parameters[TensorNames.Layer(layer, part)];
                weight.copy_(weight.index_select(axis, tensor(order)));
            }
        }

        return network;
    }
}

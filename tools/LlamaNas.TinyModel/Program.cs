// Trains the tiny model that `llama-nas quickstart` carries, from nothing, on text of an invented world:
//   dotnet run -c Release --project tools/LlamaNas.TinyModel -- OUTPUT_FOLDER
// First the full network learns the language, then full network and sub-networks take turns. Narrow or shallow networks rarely find the
// circuits that look a name or a letter up in the text; they keep what the full network has found.
// The same machine gives the same bytes; a stopped run goes on where it was. docs/tiny-model.md has the recipe and what it reaches.
using System.Diagnostics;
using System.Globalization;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using LlamaNas.TinyModel;
using LlamaNas.TinyWorld;
using LlamaNas.Tokens;
using LlamaNas.Training;

const int Seed = 42;
const int Items = 200_000;
const int VocabularySize = 1024;
var output = args.Length > 0 ? args[0] : throw new ArgumentException("usage: LlamaNas.TinyModel OUTPUT_FOLDER [STEPS]");

var world = World.Create(Seed);
var text = new WorldText(world, Seed);
var items = Enumerable.Range(0, Items).Select(text.Item).ToArray();
var parent = Directory.CreateDirectory(Path.Combine(output, "parent")).FullName;
File.WriteAllText(Path.Combine(parent, "config.json"), TinyConfig.Json(VocabularySize));
File.WriteAllText(Path.Combine(parent, "tokenizer_config.json"), TinyConfig.TokenizerJson);
File.WriteAllText(Path.Combine(parent, "tokenizer.json"), BytePairTrainer.Train(
    items.Take(20_000).Select(item => item.Prompt + item.Answer).Concat(WorldInstructions.Examples(world, 400, Seed).Select(line => line.Replace("\\n", "\n", StringComparison.Ordinal))).Append(TinyConfig.PromptText), VocabularySize));

var options = new FineTuningOptions
{
    LearningRate = 2e-3,
    WarmUpShare = 0.05,
    WeightDecay = 0.05,
    SecondMomentDecay = 0.95,
    TokensPerBatch = 4096,
    Accumulation = 1,
    CheckpointEverySteps = 100,
    Seed = Seed,
};
var config = LlamaConfigFile.Read(Path.Combine(parent, "config.json"));
var tokenizer = LlamaTokenizer.Open(parent);
var sequences = items.Select(item => Encode(item, tokenizer)).ToArray();
var data = new TrainingData([.. sequences], [], Truncated: 0);
var spaceFile = Path.Combine(output, "training-space.yaml");
File.WriteAllText(spaceFile, TinyConfig.TrainingSpace);
var space = SearchSpace.Load(spaceFile, config);
NativeEngine.Load();
using var network = SuperNetwork.Random(config, Seed, new NetworkOptions { Weights = ElementType.Float32, Compute = ElementType.BFloat16 });
Console.WriteLine($"{data.Training.Count} sequences, {sequences.Sum(sequence => sequence.Tokens.Length) / 1e6:F1} M tokens, {network.Parameters.Sum(entry => entry.Value.numel()) / 1e6:F2} M parameters");

TinyWorldFolder.Write(output);
PreparedTask[] tasks = [.. WorldTasks.Names.Select(task => PreparedTask.Create(
    TaskCatalog.Load(Path.Combine(output, "tasks", $"{task}.yaml")), Path.Combine(output, "data"), tokenizer, config.MaximumPositions, new EvaluationOptions()))];
var started = Stopwatch.GetTimestamp();
Train("1-language", options with { Steps = 800, Strategy = SubNetworkStrategy.FullOnly });
ModelFolder.Write(Path.Combine(output, "language"), parent, config, [.. network.Parameters.Select(entry => TensorFile.Entry(entry.Key, entry.Value, ElementType.BFloat16))]);
Train("2-super-network", options with { Steps = 1000, LearningRate = 1e-3, Strategy = SubNetworkStrategy.Alternate });
ModelFolder.Write(Path.Combine(output, "model"), parent, config, [.. network.Parameters.Select(entry => TensorFile.Entry(entry.Key, entry.Value, ElementType.BFloat16))]);
Console.WriteLine($"{Path.Combine(output, "model")} after {Stopwatch.GetElapsedTime(started).TotalMinutes:F1} min");

void Train(string phase, FineTuningOptions phaseOptions)
{
    foreach (var step in new FineTuner(network, space, data, phaseOptions, Path.Combine(output, phase), phase).Run())
    {
        if (step is StepFinished { Step: var number } finished && number % 50 < 2)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{phase} {number}/{phaseOptions.Steps} {(finished.Networks[0].IsFull ? "full" : "sub-network")} loss {finished.Loss:F3}, {finished.TokensPerSecond:F0} tokens/s, {finished.TimeLeft:mm\\:ss} left"));
        if (step is CheckpointSaved saved && saved.Step % 100 == 0)
            Console.WriteLine($"{phase} {saved.Step}: full {Accuracies(SubNetwork.Full(config))}; smallest {Accuracies(space.Smallest)}");
    }
}

string Accuracies(SubNetwork subNetwork) => string.Join(", ", tasks.Select(task => string.Create(
    CultureInfo.InvariantCulture, $"{task.Task.Name} {Evaluator.Evaluate(new LogLikelihoodScorer(network, subNetwork), task, null).Metrics[0].Value:F3}")));

static TrainingSequence Encode(WorldItem item, LlamaTokenizer tokenizer)
{
    int[] prompt = [.. tokenizer.Encode(item.Prompt)];
    return new TrainingSequence([.. prompt, .. tokenizer.Encode(item.Answer), tokenizer.EndOfSequenceId!.Value], Math.Max(1, prompt.Length));
}

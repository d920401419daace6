using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Runs;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using LlamaNas.Tokens;
using LlamaNas.Training;
using TorchSharp;

namespace LlamaNas.Pipelines;

/// <summary>Fine-tunes a model folder into another, with held-out losses before and after. A finished output folder is kept as it is.</summary>
public static class FineTuneStage
{
    private const int CalibrationSequences = 64;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Runs the stage, or finds it done.</summary>
    /// <param name="modelFolder">The parent.</param>
    /// <param name="dataFile">Alpaca-format examples.</param>
    /// <param name="space">Preset or file of the search space.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="outputFolder">Gets checkpoints, log and held-out losses; the network is in its folder "model".</param>
    /// <param name="guides">Known networks and a teacher; null for none.</param>
    /// <param name="device">Where it is trained; null for the CPU.</param>
    /// <param name="progress">Told after each step; may be null.</param>
    /// <param name="cancellationToken">Stops after a step, with a checkpoint.</param>
    /// <returns>Folder of the fine-tuned model.</returns>
    /// <exception cref="UsageException">Settings or guides are of no use, or another process trains into the folder.</exception>
    public static string Run(
        string modelFolder, string dataFile, string space, FineTuningOptions options, string outputFolder, FineTuneGuides? guides = null, torch.Device? device = null,
        IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        using var checkpoint = Checkpoint.Open(modelFolder);
        var searchSpace = SearchSpace.Load(space, checkpoint.Config) with { Bits = [] };   // rounding has no gradient
        var tokenizer = LlamaTokenizer.Open(modelFolder);
        var data = TrainingData.FromInstructions(InstructionFile.Read(dataFile), tokenizer, options);
        using var opened = (guides ?? new FineTuneGuides()).Open(checkpoint.Config, searchSpace, options);
        var inputs = $"{checkpoint.ContentHash} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(dataFile)))}{opened.Key}";
        var key = $"{inputs} {options} {searchSpace}";
        var modelOutput = Path.Combine(outputFolder, "model");
        if (Finished(outputFolder, modelOutput, key))
            return modelOutput;

        Directory.CreateDirectory(outputFolder);
        using var writer = SingleWriter.Of(Path.TrimEndingDirectorySeparator(outputFolder));

        // Weights that adapters leave frozen need no FP32 copy.
        var training = new NetworkOptions { Weights = options.LoraRank > 0 ? ElementType.BFloat16 : ElementType.Float32, Compute = ElementType.BFloat16 };
        using var network = SuperNetwork.Load(checkpoint, device is null ? training : training with { Device = device });
        var guidance = opened.Load(device);
        using var teacher = guidance.Teacher;
        var measured = HeldOutEvaluation.Networks(SubNetwork.Full(checkpoint.Config), searchSpace);
        EquatableArray<TrainingSequence> heldOut = [.. data.HeldOut.Take(options.MeasuredHeldOut)];
        if (options.ChannelOrder is not ChannelOrder.Prefix)
            ChannelImportance.Order(network, data.Training.Take(CalibrationSequences).Select(sequence => sequence.Tokens), options.ChannelOrder.Score());
        Measure("before");
        foreach (var step in new FineTuner(network, searchSpace, data, options, outputFolder, inputs, guides: guidance).Run(cancellationToken))
        {
            if (step is StepFinished finished)
                progress?.Report(Describe(finished));
        }

        Measure("after");
        if (Directory.Exists(modelOutput))
            Directory.Delete(modelOutput, recursive: true);
        ModelFolder.Write(
            modelOutput, modelFolder, checkpoint.Config, [.. network.Parameters.Select(entry => TensorFile.Entry(entry.Key, entry.Value, ElementType.BFloat16))],
            cancellationToken: cancellationToken);
        File.WriteAllText(Path.Combine(outputFolder, "settings.txt"), key);
        new TrainingCheckpoint(outputFolder, key).Remove();
        return modelOutput;

        void Measure(string when)
        {
            var path = Path.Combine(outputFolder, $"held-out-{when}.json");
            if (File.Exists(path) || heldOut.Count == 0)
                return;

            progress?.Report(new StageProgress($"held-out losses {when} training", 0, 1, "", null));
            var losses = HeldOutEvaluation.Measure(network, measured, heldOut, cancellationToken);
            File.WriteAllText(path, JsonSerializer.Serialize(
                losses.Select(loss => new { name = loss.Name, architecture = SubNetworkJson.Print(loss.SubNetwork), loss = loss.Loss }), Indented));
        }
    }

    private static bool Finished(string outputFolder, string modelOutput, string key)
    {
        var settings = Path.Combine(outputFolder, "settings.txt");
        if (!File.Exists(settings) || !Directory.Exists(modelOutput))
            return false;
        return File.ReadAllText(settings) == key
            ? true
            : throw new LlamaNasException($"{outputFolder}: holds a network that was fine-tuned with other settings. Choose another output folder, or remove this one.");
    }

    private static StageProgress Describe(StepFinished step) => new(
        "loss " + string.Join(", ", step.Networks.Select(Describe)),
        step.Step,
        step.Steps,
        string.Create(CultureInfo.InvariantCulture, $"{step.TokensPerSecond:F0} tokens/s"),
        step.TimeLeft);

    private static string Describe(TrainedNetwork network) =>
        string.Create(CultureInfo.InvariantCulture, $"{(network.IsFull ? "full" : "sub-network")} {network.Loss:F3}");
}

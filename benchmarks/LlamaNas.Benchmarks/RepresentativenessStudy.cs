using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Training;

namespace LlamaNas.Benchmarks;

/// <summary>One model's study: every network before training, trained alone, and as each strategy's super-network leaves it.</summary>
internal sealed record RepresentativenessStudy
{
    public required string Title { get; init; }
    public required string Folder { get; init; }
    public required Func<SuperNetwork> Load { get; init; }
    public required SearchSpace Space { get; init; }
    public required int NetworkCount { get; init; }
    public required TrainingData Data { get; init; }
    public required EquatableArray<PreparedTask> Tasks { get; init; }
    public required FineTuningOptions Options { get; init; }

    /// <summary>Batches that a network, or a whole super-network, learns from; one that three networks learn from counts three times.</summary>
    public required int Batches { get; init; }

    public required EquatableArray<TrainingVariant> Strategies { get; init; }

    /// <summary>Where a study keeps its rows and checkpoints.</summary>
    public static string Cache(string name) => Directory.CreateDirectory(
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/llama-nas/representativeness", name)).FullName;

    /// <summary>Computes what is missing, and the table of all.</summary>
    public string Run()
    {
        var rows = new StudyRows(Path.Combine(Folder, "rows.jsonl"));
        EquatableArray<SubNetwork> networks = [.. Networks()];
        Super(StudyRows.Before, network => Score(rows, StudyRows.Before, network, networks));
        Super(Strategies[0].Name, network => Inherit(rows, Strategies[0], network, networks));
        foreach (var one in networks)
            Super(StudyRows.Alone, network => Alone(rows, network, one), one);
        foreach (var strategy in Strategies.Skip(1))
            Super(strategy.Name, network => Inherit(rows, strategy, network, networks));

        using var sizes = Load();
        return new RepresentativenessTable(rows.All, networks, [.. networks.Select(one => ParameterCount.Of(sizes.Config, one))]).Write(
            $"# Networks inside the super-network against the same networks trained alone: {Title}\n\n"
            + $"{networks.Count} networks, {Batches} batches of {Options.TokensPerBatch} tokens for each network alone and for each super-network as a whole (a batch that three networks learn from "
            + $"counts three times), learning rate {FormattableString.Invariant($"{Options.LearningRate:0.####}")}. Loss: nats per target token on {Data.HeldOut.Count} held-out texts. Accuracy: mean of "
            + $"{string.Join(", ", Tasks.Select(task => $"{task.Task.Name} ({task.Encoded.Count})"))}. Seed 42; tau: Kendall's tau-b over networks with its 95 % bootstrap interval.\n\n");

        void Super(string strategy, Action<SuperNetwork> work, SubNetwork? only = null)
        {
            if ((only is null ? networks : [only]).All(one => rows.Has(strategy, one)))
                return;
            using var network = Load();
            work(network);
        }
    }

    // The smallest, and random members whose sizes spread over the range.
    private IEnumerable<SubNetwork> Networks()
    {
        var random = new Random(11);
        return Enumerable.Range(0, 100).Select(_ => SubNetworkSampler.Sample(Space, SubNetworkSampling.SizeSpread, random)).Prepend(Space.Smallest).Distinct().Take(NetworkCount);
    }

    private void Alone(StudyRows rows, SuperNetwork network, SubNetwork one)
    {
        Train(network, Options with { Steps = Batches, Strategy = SubNetworkStrategy.FullOnly }, one, "alone");
        Score(rows, StudyRows.Alone, network, [one]);
    }

    private void Inherit(StudyRows rows, TrainingVariant strategy, SuperNetwork network, EquatableArray<SubNetwork> networks)
    {
        Train(network, strategy.Apply(Options) with { Steps = Batches / strategy.NetworksAStep }, largest: null, strategy.Name);
        Score(rows, strategy.Name, network, networks);
    }

    private void Train(SuperNetwork network, FineTuningOptions options, SubNetwork? largest, string name)
    {
        var folder = Path.Combine(Folder, "training", name.Replace(", ", "-", StringComparison.Ordinal));
        if (largest is not null && Directory.Exists(folder) && File.ReadAllText(Path.Combine(folder, "network.txt")) != largest.ToString())
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "network.txt"), $"{largest}");
        foreach (var step in new FineTuner(network, Space, Data, options, folder, name, largest).Run().OfType<StepFinished>())
            Console.Error.WriteLine(FormattableString.Invariant($"{name} {step.Step}/{step.Steps} loss {step.Loss:F3}, {step.TokensPerSecond:F0} tokens/s"));
    }

    private void Score(StudyRows rows, string strategy, SuperNetwork network, EquatableArray<SubNetwork> networks)
    {
        foreach (var one in networks.Where(one => !rows.Has(strategy, one)))
        {
            var loss = HeldOutEvaluation.Loss(network, one, Data.HeldOut);
            var accuracy = Tasks.Average(task => Evaluator.Evaluate(new LogLikelihoodScorer(network, one), task, null).Metrics[0].Value);
            rows.Add(new StudyRow(strategy, one.ToString(), loss, accuracy));
        }

        var training = Path.Combine(Folder, "training", strategy.Replace(", ", "-", StringComparison.Ordinal), "checkpoint");
        if (Directory.Exists(training))
            Directory.Delete(training, recursive: true);
    }
}

using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Training;

namespace LlamaNas.Tests.Training;

public sealed class FineTunerTests : IDisposable
{
    private static readonly FineTuningOptions Options = new() { Steps = 12, LearningRate = 1e-3, TokensPerBatch = 64, Accumulation = 2, CheckpointEverySteps = 3, Seed = 5 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Strategies => [.. TrainingStrategies.All.Keys];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_stopped_run_goes_on_with_the_same_losses(string strategy)
    {
        var options = TrainingStrategies.All[strategy](Options);
        var undisturbed = Train(_folder["whole"], stopAfter: null, options);
        var before = Train(_folder["parts"], stopAfter: 7, options);
        var after = Train(_folder["parts"], stopAfter: null, options);

        Assert.Equal(undisturbed.Take(7), before);
        Assert.Equal(undisturbed.Skip(6), after); // the checkpoint of step 6 is the newest
        Assert.Equal(12, File.ReadLines(Path.Combine(_folder["parts"], "training-log.jsonl")).Count());
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Every_strategy_lowers_the_loss_of_the_full_and_the_smallest_network(string strategy)
    {
        using var network = TinyModels.Network();
        var options = TrainingStrategies.All[strategy](Options) with { Steps = 60, LearningRate = 3e-3 };
        var (full, smallest) = (SubNetwork.Full(network.Config), Space.Smallest);
        var before = (HeldOutEvaluation.Loss(network, full, Data.Training), HeldOutEvaluation.Loss(network, smallest, Data.Training));
        foreach (var _ in new FineTuner(network, Space, Data, options, _folder["learns"], "inputs").Run())
        {
        }

        Assert.True(HeldOutEvaluation.Loss(network, full, Data.Training) < 0.8 * before.Item1);
        Assert.True(HeldOutEvaluation.Loss(network, smallest, Data.Training) < 0.8 * before.Item2);
    }

    [Fact]
    public void A_sub_network_can_be_trained_alone()
    {
        using var network = TinyModels.Network();
        var steps = new FineTuner(
            network, Space, Data, Options with { Strategy = SubNetworkStrategy.FullOnly, Steps = 3 }, _folder["alone"], "inputs", Space.Smallest).Run().OfType<StepFinished>();

        Assert.All(steps, step => Assert.Equal(Space.Smallest, Assert.Single(step.Networks).SubNetwork));
    }

    [Fact]
    public void A_cancelled_run_saves_the_step_it_reached()
    {
        using var cancellation = new CancellationTokenSource();
        using var network = TinyModels.Network();
        var steps = new FineTuner(network, Space, Data, Options, _folder["cancelled"], "inputs").Run(cancellation.Token).OfType<StepFinished>();

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var step in steps)
            {
                if (step.Step == 5)
                    cancellation.Cancel();
            }
        });

        Assert.Equal(7, Train(_folder["cancelled"], stopAfter: null).Count);
    }

    [Fact]
    public void Steps_take_turns_between_the_full_network_and_sub_networks()
    {
        using var network = TinyModels.Network();
        var full = new FineTuner(network, Space, Data, Options with { Strategy = SubNetworkStrategy.Alternate }, _folder["turns"], "inputs").Run().OfType<StepFinished>().Select(step => step.Networks.Single().IsFull);

        Assert.Equal([true, false, true, false], full.Take(4));
    }

    [Fact]
    public void A_checkpoint_of_other_inputs_is_refused()
    {
        Train(_folder["other"], stopAfter: 7);
        using var network = TinyModels.Network();

        var message = Assert.ThrowsAny<LlamaNasException>(() => new FineTuner(network, Space, Data, Options with { Seed = 6 }, _folder["other"], "inputs").Run().First()).Message;

        Assert.Contains(_folder["other"], message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Steps_leave_no_tensors_behind(string strategy) => LeavesNothingBehind(TrainingStrategies.All[strategy](Options), TrainingGuides.None);

    [Theory]
    [InlineData("alternate, distilled")]
    [InlineData("sandwich, distilled, recomputed")]
    public void Steps_with_a_frozen_teacher_leave_no_tensors_behind(string strategy)
    {
        using var teacher = TinyModels.Network(ElementType.BFloat16);
        LeavesNothingBehind(TrainingStrategies.All[strategy](Options), new TrainingGuides { Teacher = teacher, Networks = [Space.Smallest] });
    }

    private void LeavesNothingBehind(FineTuningOptions options, TrainingGuides guides)
    {
        using var network = TinyModels.Network();
        var counts = new List<long>();
        foreach (var step in new FineTuner(network, Space, Data, options with { CheckpointEverySteps = 100 }, _folder["leak"], "inputs", guides: guides).Run().OfType<StepFinished>())
            counts.Add(TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        Assert.Equal(counts[3], counts[9]);
    }

    private static SearchSpace Space { get; } = SearchSpace.Parse("layers: {free: all, minimum: 2}\nffn_widths: [8, 16, 24]", TinyModels.Config);

    private static TrainingData Data { get; } = new([.. Sequences()], [], 0);

    private static IEnumerable<TrainingSequence> Sequences()
    {
        var random = new Random(3);
        for (var sequence = 0; sequence < 40; sequence++)
        {
            var start = random.Next(30);
            yield return new TrainingSequence([.. Enumerable.Range(0, random.Next(4, 12)).Select(at => (start + at) % 40)], FirstTarget: 2);
        }
    }

    private static List<double> Train(string folder, int? stopAfter, FineTuningOptions? options = null)
    {
        using var network = SuperNetwork.Random(TinyModels.Config, seed: 7, new NetworkOptions { Weights = ElementType.Float32 });
        var steps = new FineTuner(network, Space, Data, options ?? Options, folder, "inputs").Run().OfType<StepFinished>();
        return [.. (stopAfter is { } count ? steps.Take(count) : steps).Select(step => step.Loss)];
    }
}

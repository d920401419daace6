using LlamaNas.Spaces;
using LlamaNas.Tensors;
using LlamaNas.Training;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Training;

public sealed class NetworkTrainingTests
{
    private static readonly FineTuningOptions Options = new() { Steps = 20, LearningRate = 5e-3, TokensPerBatch = 64, Seed = 5 };
    private static readonly EquatableArray<TrainingSequence> Sequences = [.. Enumerable.Range(0, 8).Select(first => new TrainingSequence([.. Enumerable.Range(first, 12)], FirstTarget: 1))];

    [Fact]
    public void The_loss_falls_and_what_is_left_out_stays()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        var small = new SubNetwork { Layers = [0, 2], FeedForwardWidths = [24, 12] };
        var left = network.Parameters["model.layers.1.mlp.up_proj.weight"].clone();

        var losses = NetworkTraining.Run(network, small, Sequences, Options, new Dictionary<string, Tensor>()).Select(step => step.Loss).ToArray();

        Assert.Equal(20, losses.Length);
        Assert.True(losses[^1] < 0.7 * losses[0]);
        Assert.True(left.equal(network.Parameters["model.layers.1.mlp.up_proj.weight"]).all().item<bool>());
    }

    [Fact]
    public void With_a_teacher_the_loss_is_the_divergence_from_it()
    {
        using var network = TinyModels.Network();
        using var teacher = TinyModels.Network();
        var full = SubNetwork.Full(network.Config);
        var distilled = Options with { DistillationWeight = 1 };

        Assert.InRange(FirstLoss(full), -1e-6, 1e-6);
        Assert.True(FirstLoss(new SubNetwork { Layers = [0, 2], FeedForwardWidths = [24, 12] }) > 0.01);

        double FirstLoss(SubNetwork subNetwork) => NetworkTraining.Run(network, subNetwork, Sequences, distilled, new Dictionary<string, Tensor>(), teacher).First().Loss;
    }

    [Fact]
    public void Zeros_of_a_mask_stay_zero()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        const string Name = "model.layers.0.mlp.up_proj.weight";
        var mask = rand(24, 16).IsAbove(0.5);
        using (no_grad())
            network.Parameters[Name].mul_(mask);

        foreach (var _ in NetworkTraining.Run(network, SubNetwork.Full(network.Config), Sequences, Options with { Steps = 3 }, new Dictionary<string, Tensor> { [Name] = mask }))
        {
        }

        Assert.Equal(0, network.Parameters[Name].masked_select(mask.logical_not()).abs().sum().item<float>());
    }
}

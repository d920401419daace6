using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using LlamaNas.Training;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Networks;

/// <summary>Backpropagation through the elastic network, against finite differences of its loss.</summary>
public sealed class GradientTests
{
    private static readonly TrainingSequence[] Batch = [new([1, 5, 9, 3, 3, 38, 7], FirstTarget: 1), new([4, 4, 20, 31], FirstTarget: 2)];

    public static TheoryData<string> ParameterNames => [.. ParameterLayout.Of(TinyModels.Config).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(ParameterNames))]
    public void The_gradient_is_the_slope_of_the_loss(string name)
    {
        using var network = TinyModels.Network();
        var parameter = network.Parameters[name];
        var full = SubNetwork.Full(network.Config);
        parameter.requires_grad = true;
        Loss(network, full, backward: true);
        using var slope = parameter.grad!.clone();
        parameter.requires_grad = false;

        // One step along the gradient changes the loss by its squared length.
        using var gradients = no_grad();
        var length = slope.norm().item<float>();
        const double Step = 1e-3;
        using var along = slope.Times(Step / length);
        parameter.Add(along);
        var above = Loss(network, full, backward: false);
        parameter.sub_(along).sub_(along);
        var below = Loss(network, full, backward: false);

        Assert.InRange((above - below) / (2 * Step) / length, 0.97, 1.03);
    }

    [Theory]
    [MemberData(nameof(ParameterNames))]
    public void Computing_in_bfloat16_points_the_same_way(string name)
    {
        using var network = TinyModels.Network();
        using var coarse = new SuperNetwork(network.Weights, network.Options with { Compute = ElementType.BFloat16 });
        var parameter = network.Parameters[name];
        parameter.requires_grad = true;
        Loss(network, SubNetwork.Full(network.Config), backward: true);
        using var exact = parameter.grad!.flatten().clone();
        parameter.grad = null;
        Loss(coarse, SubNetwork.Full(network.Config), backward: true);
        using var rounded = parameter.grad!.flatten().clone();

        using var gradients = no_grad();
        Assert.InRange(nn.functional.cosine_similarity(exact, rounded, 0).item<float>(), 0.98f, 1.001f);
    }

    private static double Loss(SuperNetwork network, SubNetwork subNetwork, bool backward)
    {
        using var scope = NewDisposeScope();
        var loss = BatchLoss.Sum(network, subNetwork, Batch);
        if (backward)
            loss.backward();
        return loss.item<float>();
    }
}

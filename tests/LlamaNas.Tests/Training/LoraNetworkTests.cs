using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using LlamaNas.Training;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Training;

public sealed class LoraNetworkTests
{
    private static readonly FineTuningOptions Options = new() { LoraRank = 3, LoraAlpha = 6 };
    private static readonly TrainingSequence[] Sequences = [new([1, 5, 9, 3, 3, 38, 7], FirstTarget: 1)];

    [Fact]
    public void Fresh_adapters_change_nothing()
    {
        using var network = TinyModels.Network();
        using var adapted = LoraNetwork.Attach(network, Options);

        Assert.Equal(Loss(network, SubNetwork.Full(network.Config)), Loss(adapted, SubNetwork.Full(network.Config)));
    }

    [Fact]
    public void Merged_adapters_are_the_same_function_for_every_sub_network()
    {
        using var network = TinyModels.Network();
        using var adapted = LoraNetwork.Attach(network, Options);
        using var generator = new Generator(1, CPU);
        foreach (var parameter in adapted.Parameters.Values)
            parameter.copy_(randn(parameter.shape, generator: generator).Times(0.2));
        SubNetwork[] networks = [SubNetwork.Full(network.Config), new() { Layers = [0, 2], FeedForwardWidths = [8, 16] }];
        var plain = networks.Select(one => Loss(network, one)).ToArray();
        var before = networks.Select(one => Loss(adapted, one)).ToArray();

        LoraNetwork.Merge(adapted, network, Options);

        Assert.All(networks.Index(), one => Assert.InRange(Loss(network, one.Item) / before[one.Index], 1 - 1e-5, 1 + 1e-5));
        Assert.All(networks.Index(), one => Assert.NotInRange(plain[one.Index] / before[one.Index], 0.99, 1.01));
    }

    [Fact]
    public void Adapters_are_far_fewer_than_weights_and_the_only_parameters()
    {
        using var network = TinyModels.Network();
        using var adapted = LoraNetwork.Attach(network, Options with { LoraRank = 1 });

        Assert.Equal(3 * 7 * 2, adapted.Parameters.Count);
        Assert.True(adapted.Parameters.Values.Sum(parameter => parameter.numel()) < 0.2 * network.Parameters.Values.Sum(parameter => parameter.numel()));
    }

    private static double Loss(SuperNetwork network, SubNetwork subNetwork)
    {
        using var gradients = no_grad();
        using var loss = BatchLoss.Sum(network, subNetwork, Sequences);
        return loss.item<float>();
    }
}

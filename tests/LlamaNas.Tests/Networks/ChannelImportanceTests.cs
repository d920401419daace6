using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Networks;

public sealed class ChannelImportanceTests
{
    private static readonly int[][] Calibration = [[3, 1, 4, 1, 5, 9, 2, 6], [5, 3, 5, 8, 9]];

    public ChannelImportanceTests() => NativeEngine.Load();

    [Fact]
    public void The_reordered_full_network_gives_the_same_logits()
    {
        using var scope = NewDisposeScope();
        using var network = TinyModels.Network();
        var before = Logits(network, SubNetwork.Full(network.Config));

        ChannelImportance.Order(network, Calibration);

        Assert.True((Logits(network, SubNetwork.Full(network.Config)) - before).abs().max().item<float>() < 1e-3);
    }

    [Fact]
    public void After_ordering_no_channel_is_more_important_than_the_one_before_it()
    {
        using var scope = NewDisposeScope();
        using var network = TinyModels.Network();

        ChannelImportance.Order(network, Calibration);

        foreach (var importance in ChannelImportance.Measure(network, Calibration))
            Assert.True((importance.diff() <= 1e-3 * importance.max()).all().item<bool>());
    }

    [Fact]
    public void A_channel_that_is_never_written_out_comes_last()
    {
        using var scope = NewDisposeScope();
        using var network = TinyModels.Network();
        using (no_grad())
            network.Parameters["model.layers.1.mlp.down_proj.weight"].narrow(1, 0, 8).zero_();
        var before = Logits(network, SubNetwork.Full(network.Config));

        ChannelImportance.Order(network, Calibration);

        var narrow = SubNetwork.Full(network.Config) with { FeedForwardWidths = [24, 16, 24] };
        Assert.True((Logits(network, narrow) - before).abs().max().item<float>() < 1e-3);
    }

    private static Tensor Logits(SuperNetwork network, SubNetwork subNetwork)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var pattern = new CausalBatch(1, 5);
        return network.Logits(network.Forward(tensor(new long[] { 3, 1, 4, 1, 5 }), pattern, subNetwork)).MoveToOuterDisposeScope();
    }
}

using LlamaNas.Baselines;
using LlamaNas.Checkpoints;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Baselines;

public sealed class UniformNarrowingTests
{
    static UniformNarrowingTests() => NativeEngine.Load();

    private static readonly int[] Tokens = [3, 1, 4, 1, 5, 9, 2, 6];

    [Theory]
    [InlineData(0.04, 22)]
    [InlineData(0.3, 10)]
    public void The_prefix_keeps_the_first_channels_of_every_layer(double reduction, int width)
    {
        using var network = TinyModels.Network();
        using var pruned = WidthBaseline.Prefix.Prune(BaselineSubjects.Of(network), [reduction]).Single();
        using var scope = NewDisposeScope();

        Assert.Equal([width, width, width], pruned.SubNetwork.FeedForwardWidths);
        for (var layer = 0; layer < 3; layer++)
            foreach (var (part, dimension) in new[] { (TensorNames.Gate, 0), (TensorNames.Up, 0), (TensorNames.Down, 1) })
                Assert.True(First(pruned.Network, layer, part, dimension, width).Equals(First(network, layer, part, dimension, width)));
    }

    [Theory]
    [InlineData("mlp.gate_proj.weight", 0)]     // the channel's activation is 0
    [InlineData("mlp.down_proj.weight", 1)]     // nothing reads it
    public void Channels_of_no_effect_go_before_any_other(string part, int dimension)
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        using (no_grad())
            for (var layer = 0; layer < 3; layer++)
                foreach (var channel in new[] { 3, 7 })
                    network.Parameters[TensorNames.Layer(layer, part)].narrow(dimension, channel, 1).zero_();

        using var pruned = WidthBaseline.Importance.Prune(BaselineSubjects.Of(network), [0.04]).Single();

        Assert.Equal([22, 22, 22], pruned.SubNetwork.FeedForwardWidths);
        Assert.True(BaselineSubjects.Logits(pruned.Network, pruned.SubNetwork, Tokens)
            .allclose(BaselineSubjects.Logits(network, SubNetwork.Full(network.Config), Tokens), 1e-4, 1e-4));
    }

    private static Tensor First(LlamaNas.Networks.SuperNetwork network, int layer, string part, int dimension, int count) =>
        network.Parameters[TensorNames.Layer(layer, part)].narrow(dimension, 0, count);
}

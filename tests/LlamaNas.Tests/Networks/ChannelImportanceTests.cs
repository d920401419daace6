using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Networks;

public sealed class ChannelImportanceTests
{
    private static readonly int[][] Calibration = [[3, 1, 4, 1, 5, 9, 2, 6], [5, 3, 5, 8, 9]];
    private static readonly SubNetwork Full = SubNetwork.Full(TinyModels.Config);

    public ChannelImportanceTests() => NativeEngine.Load();

    [Theory]
    [InlineData(ImportanceScore.Activation, ElementType.Float32)]
    [InlineData(ImportanceScore.Activation, ElementType.BFloat16)]
    [InlineData(ImportanceScore.Taylor, ElementType.Float32)]
    public void The_reordered_full_network_gives_the_same_logits(ImportanceScore score, ElementType weights)
    {
        using var network = TinyModels.Network(weights);
        var before = Logits(network, Full);

        ChannelImportance.Order(network, Calibration, score);

        var tolerance = (weights == ElementType.Float32 ? 1e-5 : 2e-2) * before.Max(Math.Abs);
        Assert.All(before.Zip(Logits(network, Full)), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
    }

    [Theory]
    [InlineData(ImportanceScore.Activation)]
    [InlineData(ImportanceScore.Taylor)]
    public void After_ordering_nothing_is_more_important_than_what_comes_before_it(ImportanceScore score)
    {
        using var scope = NewDisposeScope();
        using var network = TinyModels.Network();

        ChannelImportance.Order(network, Calibration, score);

        foreach (var importance in LayerImportance.Measure(network, Calibration, score).SelectMany(layer => new[] { layer.Channels, layer.HeadGroups }))
            Assert.True((importance.diff() <= importance.max().Times(1e-3)).all().item<bool>());
    }

    [Theory]
    [InlineData(ImportanceScore.Activation)]
    [InlineData(ImportanceScore.Taylor)]
    public void What_is_never_written_out_comes_last(ImportanceScore score)
    {
        using var network = TinyModels.Network();
        using (no_grad())
        {
            network.Parameters["model.layers.1.mlp.down_proj.weight"].narrow(1, 0, 8).zero_();
            network.Parameters["model.layers.1.self_attn.o_proj.weight"].narrow(1, 0, 8).zero_();
        }

        OrderingLetsGo(network, score, Full with { FeedForwardWidths = [24, 16, 24], KeyValueHeads = [2, 1, 2] });
    }

    [Theory]
    [InlineData(ImportanceScore.Activation)]
    [InlineData(ImportanceScore.Taylor)]
    public void What_is_never_active_comes_last_however_large_its_output_weights(ImportanceScore score)
    {
        using var network = TinyModels.Network();
        using (no_grad())
        {
            network.Parameters["model.layers.1.mlp.up_proj.weight"].narrow(0, 0, 8).zero_();
            network.Parameters["model.layers.1.mlp.down_proj.weight"].narrow(1, 0, 8).Scale(100);
        }

        OrderingLetsGo(network, score, Full with { FeedForwardWidths = [24, 16, 24] });
    }

    [Fact]
    public void Taylor_scores_are_slopes_of_the_loss()
    {
        using var scope = NewDisposeScope();
        using var network = TinyModels.Network();
        var predicted = LayerImportance.Measure(network, [Calibration[0]], ImportanceScore.Taylor)[1];
        var (channel, group) = (predicted.Channels[3].item<float>(), predicted.HeadGroups[1].item<float>());

        Assert.InRange(Slope(TensorNames.Down, 3, 1), channel * 0.98, channel * 1.02);
        Assert.InRange(Slope(TensorNames.Output, 8, 8), group * 0.98, group * 1.02);

        // Output weights times 1 + step and 1 - step.
        double Slope(string part, int first, int count)
        {
            const double Step = 1e-2;
            using var gradients = no_grad();
            var columns = network.Parameters[TensorNames.Layer(1, part)].narrow(1, first, count);
            columns.Scale(1 + Step);
            var above = Loss();
            columns.Scale((1 - Step) / (1 + Step));
            var below = Loss();
            columns.Scale(1 / (1 - Step));
            return Math.Abs(above - below) / (2 * Step);
        }

        double Loss()
        {
            using var pattern = new CausalBatch(1, 7);
            var logits = network.Logits(network.Forward(tensor(Calibration[0][..^1].Select(id => (long)id).ToArray()), pattern, Full)).to(float64);
            return nn.functional.cross_entropy(logits, tensor(Calibration[0][1..].Select(id => (long)id).ToArray())).item<double>();
        }
    }

    private static void OrderingLetsGo(SuperNetwork network, ImportanceScore score, SubNetwork narrow)
    {
        var before = Logits(network, Full);

        ChannelImportance.Order(network, Calibration, score);

        Assert.All(before.Zip(Logits(network, narrow)), pair => Assert.InRange(pair.Second, pair.First - 1e-3, pair.First + 1e-3));
    }

    private static float[] Logits(SuperNetwork network, SubNetwork subNetwork)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var pattern = new CausalBatch(1, 5);
        return network.Logits(network.Forward(tensor(new long[] { 3, 1, 4, 1, 5 }), pattern, subNetwork)).to(float32).data<float>().ToArray();
    }
}

using LlamaNas.Baselines;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Tensors;

namespace LlamaNas.Tests.Baselines;

public sealed class MultiPrunerTests
{
    private const long Block = 1152 + 16;          // the largest: feed-forward and its norm
    private const long QuarterBlock = 1152 / 4;
    private const long Head = 384;

    static MultiPrunerTests() => NativeEngine.Load();

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.4)]
    public void Blocks_make_44_hundredths_of_the_way_before_any_width_changes(double reduction)
    {
        var (config, phases) = Phases(reduction);

        Assert.All(phases.Blocks.Layers, layer => Assert.True(layer is { KeyValueHeads: 0 or 2, FeedForwardWidth: 0 or 24 }));
        Assert.InRange(Gone(config, phases.Blocks), 0.44 * reduction * 16272, (0.44 * reduction * 16272) + Block);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.4)]
    public void Channels_make_the_next_52_hundredths_and_leave_heads_alone(double reduction)
    {
        var (config, phases) = Phases(reduction);

        Assert.Equal(phases.Blocks.Layers.Select(layer => layer.KeyValueHeads), phases.Channels.Layers.Select(layer => layer.KeyValueHeads));
        Assert.InRange(Gone(config, phases.Channels), 0.96 * reduction * 16272, (0.96 * reduction * 16272) + QuarterBlock);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.4)]
    public void Heads_make_the_rest_and_leave_channels_alone(double reduction)
    {
        var (config, phases) = Phases(reduction);

        Assert.Equal(phases.Channels.Layers.Select(layer => layer.FeedForwardWidth), phases.Heads.Layers.Select(layer => layer.FeedForwardWidth));
        Assert.InRange(Gone(config, phases.Heads), reduction * 16272, (reduction * 16272) + Head);
    }

    [Fact]
    public void Channels_of_small_magnitude_go_first()
    {
        using var network = TinyModels.Network();
        using var networks = new MultiPruner().Prune(BaselineSubjects.Of(network), [0.4]).GetEnumerator();
        Assert.True(networks.MoveNext());
        var kept = networks.Current.SubNetwork;

        Assert.Contains(kept.FeedForwardWidths, width => width is > 0 and < 24);
        foreach (var (layer, width) in kept.Layers.Zip(kept.FeedForwardWidths))
        {
            var largest = Magnitudes(network, layer).OrderDescending().Take(width);
            Assert.All(largest.Zip(Magnitudes(networks.Current.Network, layer)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    // Sum of |w| of every channel, one number after the other.
    private static double[] Magnitudes(SuperNetwork network, int layer)
    {
        float[] Values(string part) => [.. network.Parameters[TensorNames.Layer(layer, part)].data<float>()];
        var (gate, up, down) = (Values(TensorNames.Gate), Values(TensorNames.Up), Values(TensorNames.Down));
        return [.. Enumerable.Range(0, 24).Select(channel => Enumerable.Range(0, 16).Sum(hidden =>
            Math.Abs((double)gate[(channel * 16) + hidden]) + Math.Abs((double)up[(channel * 16) + hidden]) + Math.Abs((double)down[(hidden * 24) + channel])))];
    }

    private static long Gone(LlamaConfig config, NetworkPlan plan) => 16272 - plan.Parameters(config);

    private static (LlamaConfig Config, MultiPrunerPhases Phases) Phases(double reduction)
    {
        using var network = SuperNetwork.Random(TinyModels.Config with { FeedForwardWidths = [.. Enumerable.Repeat(24, 8)] }, seed: 1);
        return (network.Config, MultiPruner.Plans(BaselineSubjects.Of(network), [reduction]).Single());
    }
}

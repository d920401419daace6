using LlamaNas.Baselines;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;

namespace LlamaNas.Tests.Baselines;

public sealed class RandomNetworksTests
{
    private const long Layer = 768 + 1152 + 32;     // the largest step

    static RandomNetworksTests() => NativeEngine.Load();

    [Fact]
    public void The_same_seed_draws_the_same_networks()
    {
        using var network = TinyModels.Network();

        Assert.Equal(Draw(network, 5, 0.1, 0.3, 0.5), Draw(network, 5, 0.1, 0.3, 0.5));
    }

    [Fact]
    public void Another_seed_draws_other_networks()
    {
        using var network = SuperNetwork.Random(TinyModels.Config with { FeedForwardWidths = [.. Enumerable.Repeat(24, 8)] }, seed: 1);

        Assert.Equal(20, Enumerable.Range(0, 20).SelectMany(seed => Draw(network, seed, 0.4)).Distinct().Count());
    }

    [Fact]
    public void Sizes_are_at_most_a_layer_below_what_is_allowed()
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);

        foreach (var seed in Enumerable.Range(0, 20))
            foreach (var pruned in new RandomNetworks().Prune(subject with { Seed = seed }, [0.1, 0.3, 0.5]))
                Assert.InRange(pruned.Parameters, subject.Target(pruned.Reduction) - Layer + 1, subject.Target(pruned.Reduction));
    }

    [Fact]
    public void Every_layer_and_every_quarter_of_a_block_is_as_likely_to_go()
    {
        using var network = TinyModels.Network();

        var first = Enumerable.Range(0, 600).Select(seed => Draw(network, seed, 0.01)[0]).CountBy(drawn => drawn).ToArray();

        Assert.Equal(3 + 3, first.Length);
        Assert.All(first, drawn => Assert.InRange(drawn.Value, 60, 140));     // 100, give or take four deviations
    }

    private static SubNetwork[] Draw(SuperNetwork network, int seed, params double[] reductions) =>
        [.. new RandomNetworks().Prune(BaselineSubjects.Of(network) with { Seed = seed }, reductions).Select(pruned => pruned.SubNetwork)];
}

using LlamaNas.Baselines;
using LlamaNas.Tensors;

namespace LlamaNas.Tests.Baselines;

public sealed class MagnitudeTests
{
    static MagnitudeTests() => NativeEngine.Load();

    [Fact]
    public void Of_each_matrix_the_larger_half_stays()
    {
        using var network = TinyModels.Network();
        using var pruned = SparseBaseline.Magnitude.Prune(BaselineSubjects.Of(network), []).First();

        Assert.Equal(3 * 7, pruned.Masks.Count);
        Assert.All(pruned.Masks.Keys, name => LargerHalfStays(Weights(network, name), Weights(pruned.Network, name)));
    }

    [Fact]
    public void Of_each_four_neighbours_the_two_larger_stay()
    {
        using var network = TinyModels.Network();
        using var pruned = SparseBaseline.Magnitude.Prune(BaselineSubjects.Of(network), []).Last();

        Assert.Equal(3 * 7, pruned.Masks.Count);
        foreach (var name in pruned.Masks.Keys)
            Assert.All(Weights(network, name).Chunk(4).Zip(Weights(pruned.Network, name).Chunk(4)), four => LargerHalfStays(four.First, four.Second));
    }

    private static void LargerHalfStays(float[] before, float[] after)
    {
        var kept = before.Zip(after).Where(pair => pair.Second != 0).ToArray();
        var removed = before.Zip(after).Where(pair => pair.Second == 0).Select(pair => Math.Abs(pair.First)).ToArray();

        Assert.Equal(before.Length / 2, kept.Length);
        Assert.All(kept, pair => Assert.Equal(pair.First, pair.Second));
        Assert.True(kept.Min(pair => Math.Abs(pair.First)) >= removed.Max());
    }

    private static float[] Weights(LlamaNas.Networks.SuperNetwork network, string name) => [.. network.Parameters[name].data<float>()];
}

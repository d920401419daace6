using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Networks;

/// <summary>Layers with fewer heads, without attention, without feed-forward block.</summary>
public sealed class ElasticLayerTests
{
    private static readonly long[] Ids = [3, 1, 4, 1, 5, 9, 2, 6];
    private static readonly SubNetwork Full = SubNetwork.Full(TinyModels.Config);

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.BFloat16)]
    public void Heads_beyond_the_kept_ones_do_not_matter(ElementType type)
    {
        using var network = TinyModels.Network(type);
        var one = Full with { KeyValueHeads = [2, 1, 2] };
        var before = Logits(network, one);

        using (no_grad())
        {
            Part(network, TensorNames.Key).narrow(0, 4, 4).Fill(100);
            Part(network, TensorNames.Value).narrow(0, 4, 4).Fill(100);
            Part(network, TensorNames.Query).narrow(0, 8, 8).Fill(100);
            Part(network, TensorNames.Output).narrow(1, 8, 8).Fill(100);
        }

        Assert.Equal(before, Logits(network, one));
        Assert.NotEqual(before, Logits(network, Full));
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.BFloat16)]
    public void Kept_heads_give_what_they_give_where_the_others_write_nothing(ElementType type)
    {
        using var network = TinyModels.Network(type);
        var one = Full with { KeyValueHeads = [2, 1, 2] };
        var before = Logits(network, one);

        using (no_grad())
            Part(network, TensorNames.Output).narrow(1, 8, 8).zero_();

        AssertNear(before, Logits(network, Full), type);
    }

    [Theory]
    [InlineData(ElementType.Float32, TensorNames.Output)]
    [InlineData(ElementType.BFloat16, TensorNames.Output)]
    [InlineData(ElementType.Float32, TensorNames.Down)]
    [InlineData(ElementType.BFloat16, TensorNames.Down)]
    public void A_skipped_block_is_one_that_writes_nothing(ElementType type, string written)
    {
        using var network = TinyModels.Network(type);
        EquatableArray<bool> skips = [false, true, false];
        var before = Logits(network, written == TensorNames.Output ? Full with { SkipAttention = skips } : Full with { SkipFeedForward = skips });

        using (no_grad())
            Part(network, written).zero_();

        AssertNear(before, Logits(network, Full), type);
    }

    [Fact]
    public void Gradients_reach_only_what_the_sub_network_uses()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        foreach (var parameter in network.Parameters.Values)
            parameter.requires_grad = true;
        using var pattern = new CausalBatch(1, Ids.Length);

        network.Logits(network.Forward(tensor(Ids), pattern, TinyModels.Mixed)).sum().backward();

        var values = network.Parameters[TensorNames.Layer(0, TensorNames.Value)].grad!;
        Assert.NotEqual(0, values.narrow(0, 0, 4).abs().sum().item<float>());
        Assert.Equal(0, values.narrow(0, 4, 4).abs().sum().item<float>());
        Assert.Null(Part(network, TensorNames.Query).grad);
        Assert.NotNull(Part(network, TensorNames.Up).grad);
        Assert.Null(network.Parameters[TensorNames.Layer(2, TensorNames.Down)].grad);
    }

    [Fact]
    public void Bits_without_rounding_are_refused_with_the_way_out()
    {
        using var network = SuperNetwork.Random(TinyModels.Config, seed: 7);

        Assert.Contains("layer 1 has 8 bits", Assert.Throws<LlamaNasException>(() => Logits(network, Full with { Bits = [16, 8, 16] })).Message, StringComparison.Ordinal);
    }

    private static Tensor Part(SuperNetwork network, string part) => network.Parameters[TensorNames.Layer(1, part)];

    private static void AssertNear(float[] expected, float[] actual, ElementType type)
    {
        var tolerance = (type == ElementType.Float32 ? 1e-4 : 3e-2) * expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
    }

    private static float[] Logits(SuperNetwork network, SubNetwork subNetwork)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var pattern = new CausalBatch(1, Ids.Length);
        return network.Logits(network.Forward(tensor(Ids), pattern, subNetwork)).to(float32).data<float>().ToArray();
    }
}

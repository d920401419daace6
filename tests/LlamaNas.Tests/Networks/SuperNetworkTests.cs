using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Networks;

public sealed class SuperNetworkTests
{
    private static readonly long[] Ids = [3, 1, 4, 1, 5, 9, 2, 6];

    [Fact]
    public void A_token_does_not_see_later_tokens()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();

        var whole = Logits(network, SubNetwork.Full(network.Config), Ids);
        var start = Logits(network, SubNetwork.Full(network.Config), Ids[..5]);

        Assert.True(whole.narrow(0, 0, 5).allclose(start, 1e-5, 1e-5));
    }

    [Fact]
    public void Channels_beyond_the_width_do_not_matter()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        var narrow = new SubNetwork { Layers = [0, 2], FeedForwardWidths = [8, 16] };
        var before = Logits(network, narrow, Ids);

        using (no_grad())
        {
            network.Parameters["model.layers.0.mlp.up_proj.weight"].narrow(0, 8, 16).Fill(1e6);
            network.Parameters["model.layers.1.mlp.up_proj.weight"].Fill(1e6);
            network.Parameters["model.layers.2.mlp.down_proj.weight"].narrow(1, 16, 8).Fill(1e6);
        }

        Assert.True(before.equal(Logits(network, narrow, Ids)).all().item<bool>());
    }

    [Fact]
    public void Gradients_reach_only_what_the_sub_network_uses()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        foreach (var parameter in network.Parameters.Values)
            parameter.requires_grad = true;

        Logits(network, new SubNetwork { Layers = [0, 2], FeedForwardWidths = [8, 24] }, Ids).sum().backward();

        Assert.Null(network.Parameters["model.layers.1.mlp.up_proj.weight"].grad);
        var gate = network.Parameters["model.layers.0.mlp.gate_proj.weight"].grad!;
        Assert.NotEqual(0, gate.narrow(0, 0, 8).abs().sum().item<float>());
        Assert.Equal(0, gate.narrow(0, 8, 16).abs().sum().item<float>());
    }

    [Fact]
    public void Rows_of_a_batch_do_not_mix()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        using var pair = new CausalBatch(2, 4);
        var together = network.Logits(network.Forward(tensor(Ids), pair, SubNetwork.Full(network.Config)));

        Assert.True(together.narrow(0, 0, 4).allclose(Logits(network, SubNetwork.Full(network.Config), Ids[..4]), 1e-5, 1e-5));
        Assert.True(together.narrow(0, 4, 4).allclose(Logits(network, SubNetwork.Full(network.Config), Ids[4..]), 1e-5, 1e-5));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        using var first = TinyModels.Network();
        using var second = TinyModels.Network();

        foreach (var (name, tensor) in first.Parameters)
            Assert.True(tensor.equal(second.Parameters[name]).all().item<bool>(), name);
    }

    [Fact]
    public void A_forward_pass_leaves_no_tensors_behind()
    {
        using var network = TinyModels.Network();
        Run(network);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Run(network);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Run(SuperNetwork network)
    {
        using var scope = NewDisposeScope();
        Logits(network, SubNetwork.Full(network.Config), Ids);
    }

    private static Tensor Logits(SuperNetwork network, SubNetwork subNetwork, long[] ids)
    {
        using var pattern = new CausalBatch(1, ids.Length);
        return network.Logits(network.Forward(tensor(ids), pattern, subNetwork));
    }
}

using LlamaNas.Baselines;
using LlamaNas.Measurement;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Baselines;

public sealed class DepthBaselineTests
{
    static DepthBaselineTests() => NativeEngine.Load();

    [Fact]
    public void The_last_layers_go_first()
    {
        using var network = TinyModels.Network();

        using var pruned = DepthBaseline.LastLayers.Prune(BaselineSubjects.Of(network), [0.2]).Single();

        Assert.Equal([0, 1], pruned.SubNetwork.Layers);
    }

    [Fact]
    public void Block_influence_is_0_for_an_unchanged_state_and_2_for_a_reversed_one()
    {
        using var scope = NewDisposeScope();
        var states = randn(5, 16);

        Assert.Equal(0, BlockInfluence.Of(states, states.Times(3)), 1e-5);
        Assert.Equal(2, BlockInfluence.Of(states, -states), 1e-5);
    }

    [Fact]
    public void Block_influence_of_real_layers_lies_between_0_and_2()
    {
        using var network = TinyModels.Network();

        var influence = BlockInfluence.Measure(network, BaselineSubjects.Text(40).Sequences);

        Assert.All(influence, value => Assert.InRange(value, 1e-6, 2));
    }

    [Fact]
    public void Short_gpt_drops_a_layer_that_does_nothing()
    {
        using var network = TinyModels.Network();
        using (no_grad())
        {
            network.Parameters["model.layers.1.self_attn.o_proj.weight"].zero_();
            network.Parameters["model.layers.1.mlp.down_proj.weight"].zero_();
        }

        using var pruned = DepthBaseline.ShortGpt.Prune(BaselineSubjects.Of(network), [0.1]).Single();

        Assert.Equal([0, 2], pruned.SubNetwork.Layers);
    }

    [Fact]
    public void Greedy_perplexity_drops_the_layer_whose_absence_costs_least()
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);
        var alternatives = BlockRemoval.Layers(NetworkPlan.Full(network.Config)).Select(plan => plan.ToSubNetwork(network.Config)).ToArray();

        using var pruned = BlockRemoval.Sleb.Prune(subject, [0.2]).Single();

        Assert.Equal(subject.Calibration.Losses(network, alternatives).Min(), subject.Calibration.Losses(network, [pruned.SubNetwork])[0], 1e-6);
    }

    [Fact]
    public void Every_share_has_at_most_the_parameters_that_are_left()
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);

        foreach (var pruned in DepthBaseline.LastLayers.Prune(subject, [0.1, 0.3, 0.5]))
            Assert.InRange(pruned.Parameters, 1, (long)(ParameterCount.Of(network.Config) * (1 - pruned.Reduction)));
    }

    [Fact]
    public void Block_pruner_takes_the_attention_or_feed_forward_block_whose_absence_costs_least()
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);
        var alternatives = BlockRemoval.Blocks(NetworkPlan.Full(network.Config)).Select(plan => plan.ToSubNetwork(network.Config)).ToArray();

        using var pruned = BlockRemoval.BlockPruner.Prune(subject, [0.01]).Single();

        Assert.Equal(6, alternatives.Length);
        Assert.Equal(subject.Calibration.Losses(network, alternatives).Min(), subject.Calibration.Losses(network, [pruned.SubNetwork])[0], 1e-6);
    }

    [Fact]
    public void Evo_press_keeps_the_parameters_and_never_ends_worse_than_it_began()
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);

        using var start = new EvoPress(generations: 0).Prune(subject, [0.3]).Single();
        using var end = new EvoPress(generations: 6, offspring: 6).Prune(subject, [0.3]).Single();

        Assert.Equal(start.Parameters, end.Parameters);
        Assert.True(subject.Calibration.Losses(network, [end.SubNetwork])[0] <= subject.Calibration.Losses(network, [start.SubNetwork])[0]);
    }
}

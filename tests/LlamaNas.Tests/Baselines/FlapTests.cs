using LlamaNas.Baselines;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Baselines;

public sealed class FlapTests
{
    static FlapTests() => NativeEngine.Load();

    [Fact]
    public void The_bias_reduces_the_error_of_the_output()
    {
        using var scope = NewDisposeScope();
        var (inputs, weight) = BaselineSubjects.Correlated(seed: 1, tokens: 64, inputs: 12, outputs: 6);
        var shifted = inputs.Plus(2);
        int[] removed = [1, 4, 7];
        var kept = shifted.clone();
        foreach (var channel in removed)
            kept.narrow(1, channel, 1).zero_();

        var plain = (shifted.matmul(weight.t()) - kept.matmul(weight.t())).Squared().sum().item<float>();
        var compensated = (shifted.matmul(weight.t()) - kept.matmul(weight.t()).Plus(Flap.Compensation(weight, shifted.mean([0]), removed))).Squared().sum().item<float>();

        Assert.True(compensated < plain, $"{compensated} against {plain}");
    }

    [Fact]
    public void A_constant_channel_costs_nothing_once_it_is_compensated()
    {
        using var scope = NewDisposeScope();
        var (inputs, weight) = BaselineSubjects.Correlated(seed: 2, tokens: 32, inputs: 8, outputs: 5);
        inputs.narrow(1, 3, 1).Fill(1.5f);
        var kept = inputs.clone();
        kept.narrow(1, 3, 1).zero_();

        var output = kept.matmul(weight.t()).Plus(Flap.Compensation(weight, inputs.mean([0]), [3]));

        Assert.True(output.allclose(inputs.matmul(weight.t()), 1e-4, 1e-4));
    }

    [Fact]
    public void Structures_that_fluctuate_least_go_wherever_they_are()
    {
        var scores = new StructuredScores([[5, 6, 7, 0], [5, 5, 5, 6]], [[1, 1], [1, 1]]);
        var config = TinyModels.Config with { FeedForwardWidths = [4, 4] };
        var oneLess = NetworkPlan.Full(config).Parameters(config) + (2L * 16 * 2) - 1;     // the biases count

        var plan = Flap.Adapt(config, scores, oneLess);

        Assert.Equal([new LayerPlan(2, 3), new LayerPlan(2, 4)], plan.Layers);
    }

    [Fact]
    public void The_compensated_network_is_nearer_to_the_whole_one()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        var subject = BaselineSubjects.Of(network);
        using var pruned = new Flap().Prune(subject, [0.25]).Single();
        var with = subject.Calibration.Losses(pruned.Network, [pruned.SubNetwork])[0];
        using (no_grad())
            foreach (var bias in pruned.Network.Parameters.Where(pair => pair.Key.EndsWith(".bias", StringComparison.Ordinal)))
                bias.Value.zero_();

        Assert.NotEqual(with, subject.Calibration.Losses(pruned.Network, [pruned.SubNetwork])[0]);
    }
}

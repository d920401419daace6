using LlamaNas.Baselines;
using LlamaNas.Checkpoints;
using LlamaNas.Statistics;
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
    public void Scores_are_standardised_over_the_inputs_of_a_layer()
    {
        using var scope = NewDisposeScope();

        float[] scores = [1, 3, 5, 7];                                                              // mean 4, deviation sqrt(5)

        Assert.Equal([-3f, -1f, 1f, 3f], Flap.Standardised(tensor(scores)).Times(Math.Sqrt(5)).data<float>().Select(value => MathF.Round(value, 4)));
        Assert.Equal([0f, 0f], Flap.Standardised(ones(2)).data<float>());
    }

    [Fact]
    public void A_head_scores_the_mean_of_its_standardised_inputs_so_that_few_heads_are_not_far_from_the_mean()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        var scores = Flap.Scores(network, InputMoments.Measure(network, BaselineSubjects.Of(network).Calibration.Sequences));

        Assert.All(scores.Channels, layer => Assert.Equal(layer.Length, layer.Sum(score => score * score), 2));
        Assert.All(scores.Heads, layer => Assert.Equal(0, Moments.Mean(layer), 5));
        Assert.All(scores.Heads, layer => Assert.InRange(Moments.StandardDeviation(layer), 0, 0.8));
    }

    [Fact]
    public void A_pruned_layer_has_the_bias_of_the_channels_that_it_lost()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        var subject = BaselineSubjects.Of(network);
        var moments = InputMoments.Measure(network, subject.Calibration.Sequences);
        using var pruned = new Flap().Prune(subject, [0.25]).Single();

        foreach (var layer in Enumerable.Range(0, network.Config.LayerCount))
        {
            var removed = Flap.Scores(network, moments).ChannelOrder(layer)[pruned.SubNetwork.FeedForwardWidths[layer]..];
            var (weight, means) = (network.Parameters[TensorNames.Layer(layer, TensorNames.Down)], moments[(layer, TensorNames.Down)].Means);
            var bias = pruned.Network.Parameters[TensorNames.Layer(layer, EditedNetwork.Bias(TensorNames.Down))].data<float>();
            var lost = Enumerable.Range(0, (int)weight.shape[0]).Select(output => removed.Sum(channel => weight[output, channel].item<float>() * means[channel].item<float>()));

            Assert.All(bias.Zip(lost), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
        }
    }
}

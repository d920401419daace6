using LlamaNas.Baselines;
using LlamaNas.Checkpoints;
using LlamaNas.Tensors;

namespace LlamaNas.Tests.Baselines;

public sealed class WandaStructuredTests
{
    static WandaStructuredTests() => NativeEngine.Load();

    [Fact]
    public void A_channels_score_is_its_mean_weight_without_sign_times_the_norm_of_its_activation()
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);
        var expected = Enumerable.Range(0, 24).Select(channel => Score(subject, TensorNames.Down, channel));

        var scores = ChannelScores.Wanda(subject).Channels[1];

        Assert.All(expected.Zip(scores), pair => Assert.Equal(1, pair.Second / pair.First, 1e-4));
    }

    [Fact]
    public void A_heads_score_is_the_mean_of_its_channels()
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);
        double[] channels = [.. Enumerable.Range(0, 16).Select(channel => Score(subject, TensorNames.Output, channel))];

        var scores = ChannelScores.Wanda(subject).Heads[1];

        Assert.Equal(2, scores.Length);
        Assert.Equal(1, scores[0] / channels[..8].Average(), 1e-4);     // two query heads of four channels each
        Assert.Equal(1, scores[1] / channels[8..].Average(), 1e-4);
    }

    // By hand, of layer 1: activations of every token, then one number after the other.
    private static double Score(PruningSubject subject, string part, int channel)
    {
        var squares = 0.0;
        LinearInputs.Observe(subject.Network, subject.Calibration.Sequences, (layer, seen, input) =>
        {
            if ((layer, seen) == (1, part))
                squares += input.select(1, channel).cpu().data<float>().Sum(value => (double)value * value);
        });
        var weights = subject.Network.Parameters[TensorNames.Layer(1, part)].select(1, channel).contiguous().data<float>();
        return weights.Average(weight => Math.Abs((double)weight)) * Math.Sqrt(squares);
    }
}

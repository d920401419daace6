using LlamaNas.Baselines;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Baselines;

public sealed class TaylorScoresTests
{
    static TaylorScoresTests() => NativeEngine.Load();

    [Fact]
    public void A_channels_score_is_the_sum_of_weight_times_gradient_without_signs_over_its_three_matrices()
    {
        using var scope = NewDisposeScope();
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);
        var (gate, up, down) = (Products(subject, "mlp.gate_proj"), Products(subject, "mlp.up_proj"), Products(subject, "mlp.down_proj"));
        var expected = Enumerable.Range(0, 16).Sum(hidden => gate[(5 * 16) + hidden] + up[(5 * 16) + hidden] + down[(hidden * 24) + 5]);

        var score = TaylorScores.Measure(subject).Channels[1][5];

        Assert.Equal(1, score / expected, 1e-3);
    }

    [Fact]
    public void A_heads_score_is_the_same_sum_over_its_query_heads_its_key_its_value_and_their_outputs()
    {
        using var scope = NewDisposeScope();
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);
        var (query, key, value, output) = (Products(subject, "self_attn.q_proj"), Products(subject, "self_attn.k_proj"), Products(subject, "self_attn.v_proj"), Products(subject, "self_attn.o_proj"));
        var expected = query[(8 * 16)..].Sum() + key[(4 * 16)..].Sum() + value[(4 * 16)..].Sum()     // query heads 2 and 3, key/value head 1
            + Enumerable.Range(0, 16).Sum(hidden => output[((hidden * 16) + 8)..((hidden + 1) * 16)].Sum());

        var score = TaylorScores.Measure(subject).Heads[1][1];

        Assert.Equal(1, score / expected, 1e-3);
    }

    [Fact]
    public void A_channel_whose_loss_does_not_react_scores_0_and_goes_first()
    {
        using var network = TinyModels.Network();
        using (no_grad())
        {
            network.Parameters["model.layers.1.mlp.gate_proj.weight"].narrow(0, 5, 1).zero_();
            network.Parameters["model.layers.1.mlp.down_proj.weight"].narrow(1, 5, 1).zero_();
        }

        var scores = TaylorScores.Measure(BaselineSubjects.Of(network));

        Assert.Equal(0, scores.Channels[1][5]);
        Assert.Equal(5, scores.ChannelOrder(1)[^1]);
    }

    // |w * dL/dw| of layer 1, row by row; L is the sum over the sequences of the mean surprise of a token.
    private static double[] Products(PruningSubject subject, string part)
    {
        var weight = subject.Network.Parameters[$"model.layers.1.{part}.weight"];
        weight.requires_grad = true;
        var loss = subject.Calibration.Sequences.Select(tokens => Surprise(subject.Network, tokens)).Aggregate((left, right) => left.Plus(right));
        var gradient = autograd.grad([loss], [weight])[0].data<float>().ToArray();
        return [.. weight.detach().data<float>().Zip(gradient, (own, slope) => Math.Abs((double)own * slope))];
    }

    private static Tensor Surprise(SuperNetwork network, int[] tokens)
    {
        using var pattern = new CausalBatch(1, tokens.Length - 1);
        var ids = tensor(Array.ConvertAll(tokens, id => (long)id));
        var chances = network.Logits(network.Forward(ids[..^1], pattern, SubNetwork.Full(network.Config))).softmax(1);
        return -chances.gather(1, ids[1..].unsqueeze(1)).log().mean();
    }
}

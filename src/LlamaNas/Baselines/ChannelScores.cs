using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>Scores of channels and heads from activations and the weights behind them.</summary>
internal static class ChannelScores
{
    /// <summary>The earlier, the better.</summary>
    public static StructuredScores InOrder(PruningSubject subject) => new(
        [.. subject.Config.FeedForwardWidths.Select(width => Enumerable.Range(0, width).Select(channel => -(double)channel).ToArray())],
        [.. subject.Config.FeedForwardWidths.Select(_ => Enumerable.Range(0, subject.Config.KeyValueHeadCount).Select(head => -(double)head).ToArray())]);

    /// <summary>Norm of the channel's activation times norm of its output weights.</summary>
    public static StructuredScores OutputNorm(PruningSubject subject) =>
        FromInputs(subject, (weight, moments) => moments.Norms * weight.norm(0));

    /// <summary>Wanda's score (arXiv 2306.11695, equation 1: |W_ij| times the norm of X_j), averaged over the outputs.</summary>
    public static StructuredScores Wanda(PruningSubject subject) =>
        FromInputs(subject, (weight, moments) => weight.abs().mean([0]) * moments.Norms);

    /// <summary>Scores the inputs of the down and output projections; a head's score is the mean of its channels'.</summary>
    /// <param name="subject">Network and calibration text.</param>
    /// <param name="score">From FP32 weight <c>[outputs, inputs]</c> and the inputs' moments to <c>[inputs]</c>.</param>
    public static StructuredScores FromInputs(PruningSubject subject, Func<Tensor, InputMoments, Tensor> score)
    {
        using var gradients = no_grad();
        var moments = InputMoments.Measure(subject.Network, subject.Calibration.Sequences);
        var scores = FromMoments(subject.Network, moments, score);
        foreach (var own in moments.Values)
            own.Dispose();
        return scores;
    }

    /// <summary>The same with moments that are measured already.</summary>
    public static StructuredScores FromMoments(
        SuperNetwork network, IReadOnlyDictionary<(int Layer, string Part), InputMoments> moments, Func<Tensor, InputMoments, Tensor> score)
    {
        using var scope = NewDisposeScope();
        double[] Of(int layer, string part, int groups)
        {
            var scores = score(network.Parameters[TensorNames.Layer(layer, part)].to(float32), moments[(layer, part)]);
            return [.. (groups == 0 ? scores : scores.view(groups, -1).mean([1])).cpu().data<float>().Select(value => (double)value)];
        }

        var layers = Enumerable.Range(0, network.Config.LayerCount).ToArray();
        return new StructuredScores(
            [.. layers.Select(layer => Of(layer, TensorNames.Down, 0))], [.. layers.Select(layer => Of(layer, TensorNames.Output, network.Config.KeyValueHeadCount))]);
    }
}

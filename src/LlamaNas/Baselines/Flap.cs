using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>
/// FLAP (arXiv 2312.11983): channels and heads whose activation fluctuates least go, wherever they are, and a bias gives back what they gave on
/// average.
/// </summary>
internal sealed class Flap : IBaseline
{
    /// <inheritdoc/>
    public string Name => "flap";

    /// <inheritdoc/>
    public string Source => "FLAP, arXiv 2312.11983, section 4 (WIFV metric, adaptive structure, bias compensation)";

    /// <inheritdoc/>
    public IEnumerable<PrunedNetwork> Prune(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default)
    {
        var moments = InputMoments.Measure(subject.Network, subject.Calibration.Sequences);
        try
        {
            var scores = Scores(subject.Network, moments);
            foreach (var reduction in reductions)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Build(subject, moments, scores, reduction);
            }
        }
        finally
        {
            foreach (var own in moments.Values)
                own.Dispose();
        }
    }

    /// <summary>Standardised fluctuations; a head's is the mean of its inputs'.</summary>
    internal static StructuredScores Scores(SuperNetwork network, IReadOnlyDictionary<(int Layer, string Part), InputMoments> moments) =>
        ChannelScores.FromMoments(network, moments, (weight, own) => Standardised(Fluctuation(weight, own)));

    /// <summary>The metric: sample variance of the input channel times the squared norm of its weights.</summary>
    internal static Tensor Fluctuation(Tensor weight, InputMoments moments) => moments.Variances * weight.Squared().sum([0]);

    /// <summary>
    /// Scores minus their mean over the layer's inputs, in standard deviations: what makes layers comparable. Single inputs are standardised and heads averaged afterwards: the few heads of a
    /// layer, standardised among themselves, would always hold one far below the mean.
    /// </summary>
    internal static Tensor Standardised(Tensor scores)
    {
        using var scope = NewDisposeScope();
        var deviation = scores.std(unbiased: false);
        return (scores - scores.mean()).div(deviation.where(deviation.ne(zeros_like(deviation)), ones_like(deviation))).MoveToOuterDisposeScope();
    }

    /// <summary>Standardised scores of all layers together decide which structures go, the least first, until few enough parameters are left.</summary>
    internal static NetworkPlan Adapt(LlamaConfig config, StructuredScores scores, long target)
    {
        var structures = scores.Channels.SelectMany((layer, index) => layer.Select(score => (Score: score, Layer: index, IsHead: false)))
            .Concat(scores.Heads.SelectMany((layer, index) => layer.Select(score => (Score: score, Layer: index, IsHead: true))))
            .OrderBy(structure => structure.Score);
        var (width, heads) = (config.FeedForwardWidths.ToArray(), Enumerable.Repeat(config.KeyValueHeadCount, config.LayerCount).ToArray());
        var group = config.HeadCount / config.KeyValueHeadCount;
        var left = NetworkPlan.Full(config).Parameters(config);
        foreach (var (_, layer, isHead) in structures)
        {
            if (left + (2L * config.HiddenSize * config.LayerCount) <= target)                   // the biases count
                break;
            ref var kept = ref isHead ? ref heads[layer] : ref width[layer];
            if (kept == 1)
                continue;
            kept--;
            left -= isHead ? 2L * (group + 1) * config.HeadSize * config.HiddenSize : 3L * config.HiddenSize;
        }

        return new NetworkPlan([.. heads.Zip(width, (kept, channels) => new LayerPlan(kept, channels))]);
    }

    /// <summary>The output that removed inputs gave on average, <c>[outputs]</c>.</summary>
    /// <param name="weight">FP32 <c>[outputs, inputs]</c>.</param>
    /// <param name="means">FP32 <c>[inputs]</c>.</param>
    /// <param name="removed">Inputs that go.</param>
    internal static Tensor Compensation(Tensor weight, Tensor means, int[] removed)
    {
        using var scope = NewDisposeScope();
        var places = tensor(Array.ConvertAll(removed, index => (long)index), device: weight.device);
        return weight.index_select(1, places).mv(means.index_select(0, places)).MoveToOuterDisposeScope();
    }

    private PrunedNetwork Build(
        PruningSubject subject, Dictionary<(int Layer, string Part), InputMoments> moments, StructuredScores scores, double reduction)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var config = subject.Config;
        var biases = 2L * config.HiddenSize * config.LayerCount;
        var plan = Adapt(config, scores, subject.Target(reduction));
        UnreachableSizeException.ThrowIfAbove(Name, subject, reduction, plan.Parameters(config) + biases);
        var outputs = ElasticPart.HeadGroups(config).Single(part => part.Part == TensorNames.Output);
        using var draft = new WeightDraft(subject.Network);
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            Compensate(TensorNames.Down, scores.ChannelOrder(layer)[plan.Layers[layer].FeedForwardWidth..]);
            Compensate(TensorNames.Output, outputs.Places(scores.HeadOrder(layer)[plan.Layers[layer].KeyValueHeads..]));

            void Compensate(string part, int[] removed) => draft[TensorNames.Layer(layer, EditedNetwork.Bias(part))] =
                Compensation(draft[TensorNames.Layer(layer, part)], moments[(layer, part)].Means, removed);
        }

        OrderedWeights.Apply(draft, scores);
        return PrunedNetwork.Of(
            Name, reduction, draft.Build(subject.Network.Options), plan.ToSubNetwork(config), owns: true, added: biases);
    }
}

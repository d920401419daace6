namespace LlamaNas.Baselines;

/// <summary>Takes the least important channels (and heads) of each layer, the same share everywhere.</summary>
/// <param name="name">Short name.</param>
/// <param name="source">Paper and place in it.</param>
/// <param name="score">Scores channels and heads.</param>
/// <param name="plan">How much stays where, for a number of parameters.</param>
internal sealed class WidthBaseline(
    string name, string source, Func<PruningSubject, StructuredScores> score, Func<PruningSubject, long, NetworkPlan> plan) : IBaseline
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Source => source;

    /// <summary>The first channels of every layer, as they come.</summary>
    public static WidthBaseline Prefix { get; } = new("uniform-prefix", "uniform narrowing, first channels", ChannelScores.InOrder, AllChannels);

    /// <summary>The channels with the largest outputs.</summary>
    public static WidthBaseline Importance { get; } = new("uniform-importance", "uniform narrowing, channels by Wanda's score (arXiv 2306.11695) as a norm", ChannelScores.OutputNorm, AllChannels);

    /// <summary>Wanda's score, summed over whole channels and heads.</summary>
    public static WidthBaseline WandaStructured { get; } = new("wanda-sp", "Wanda-sp: FLAP, arXiv 2312.11983, section 5 (baselines)", ChannelScores.Wanda, AllChannelsAndHeads);

    /// <summary>First-order Taylor expansion of the loss, summed over coupled weights.</summary>
    public static WidthBaseline LlmPruner { get; } = new("llm-pruner", "LLM-Pruner, arXiv 2305.11627, section 3.2 (element-wise, first order, summed over the group)", TaylorScores.Measure, MiddleLayers);

    /// <inheritdoc/>
    public IEnumerable<PrunedNetwork> Prune(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default)
    {
        var scores = score(subject);
        foreach (var reduction in reductions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var kept = plan(subject, subject.Target(reduction));
            UnreachableSizeException.ThrowIfAbove(name, subject, reduction, kept.Parameters(subject.Config));
            using var draft = new WeightDraft(subject.Network);
            OrderedWeights.Apply(draft, scores);
            yield return PrunedNetwork.Of(name, reduction, draft.Build(subject.Network.Options), kept.ToSubNetwork(subject.Config), owns: true);
        }
    }

    private static NetworkPlan AllChannels(PruningSubject subject, long target) =>
        UniformPlan.Channels(subject.Config, [.. Enumerable.Range(0, subject.Config.LayerCount)], target);

    private static NetworkPlan AllChannelsAndHeads(PruningSubject subject, long target) =>
        UniformPlan.ChannelsAndHeads(subject.Config, [.. Enumerable.Range(0, subject.Config.LayerCount)], target);

    // LLM-Pruner keeps the first 4 and the last 2 of LLaMA-7B's 32 layers whole.
    private static NetworkPlan MiddleLayers(PruningSubject subject, long target)
    {
        var layers = subject.Config.LayerCount;
        var (first, last) = ((int)Math.Round(layers * 4 / 32.0), (int)Math.Round(layers * 2 / 32.0));
        return UniformPlan.ChannelsAndHeads(subject.Config, [.. Enumerable.Range(first, layers - first - last)], target);
    }
}

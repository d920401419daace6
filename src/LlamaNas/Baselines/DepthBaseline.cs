namespace LlamaNas.Baselines;

/// <summary>Drops whole layers in a given order until few enough parameters are left.</summary>
/// <param name="name">Short name.</param>
/// <param name="source">Paper and place in it.</param>
/// <param name="order">Layers of the network, the first to go first.</param>
internal sealed class DepthBaseline(string name, string source, Func<PruningSubject, IEnumerable<int>> order) : IBaseline
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Source => source;

    /// <inheritdoc/>
    public bool KeepsWeights => true;

    /// <summary>The last layers go first.</summary>
    public static DepthBaseline LastLayers { get; } = new(
        "last-layers", "the plainest depth pruning; LLaMA-NAS's toolkit reads its layer counts so",
        subject => Enumerable.Range(0, subject.Config.LayerCount).Reverse());

    /// <summary>The layers that change their input least go first.</summary>
    public static DepthBaseline ShortGpt { get; } = new(
        "shortgpt", "ShortGPT, arXiv 2403.03853, equation 1",
        subject => BlockInfluence.Measure(subject.Network, subject.Calibration.Sequences).Index().OrderBy(pair => pair.Item).Select(pair => pair.Index));

    /// <inheritdoc/>
    public IEnumerable<PrunedNetwork> Prune(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default) =>
        GreedyPath.Reach(name, subject, reductions, Path(subject));

    private IEnumerable<NetworkPlan> Path(PruningSubject subject)
    {
        var plan = NetworkPlan.Full(subject.Config);
        foreach (var layer in order(subject).Take(subject.Config.LayerCount - 1))
            yield return plan = plan.With(layer, default);
    }
}

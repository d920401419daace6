using System.Runtime.CompilerServices;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>Networks of 64 genes whose accuracies are formulas, so that they cost nothing to evaluate: losses of layers and widths add up, accuracy falls exponentially with them.</summary>
/// <param name="objectives">Accuracies and parameters together.</param>
internal sealed class FormulaNetworks(int objectives) : ICandidateEvaluator
{
    private const int Layers = 32;

    /// <summary>32 layers, each free to go, 16 of them at most, two widths.</summary>
    public static SearchSpace Space { get; } = new()
    {
        Layers = new FreeLayers([.. Enumerable.Range(0, Layers)], MinimumKept: 16),
        FeedForwardWidths = [.. Enumerable.Repeat((EquatableArray<int>)[5504, 11008], Layers)],
    };

    public EquatableArray<Objective> Objectives { get; } = [
        .. Enumerable.Range(1, objectives - 1).Select(index => new Objective($"accuracy:{index}", "fraction", Direction.Maximise, ObjectiveCost.Evaluated)),
        new Objective("parameters", "count", Direction.Minimise, ObjectiveCost.Exact)];

    public double Exact(Objective objective, SubNetwork subNetwork) => subNetwork.Layers.Count + (subNetwork.FeedForwardWidths.Sum() / 5504.0);

    public async IAsyncEnumerable<Candidate> EvaluateAsync(IReadOnlyList<SubNetwork> subNetworks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var network in subNetworks)
            yield return new Candidate(network, [.. Objectives.Select((objective, index) => objective.Cost == ObjectiveCost.Exact ? Exact(objective, network) : Accuracy(network, index))]);
    }

    private static double Accuracy(SubNetwork network, int objective) => 0.25 + (0.5 * Math.Exp(-Enumerable.Range(0, Layers).Sum(layer =>
        network.Layers.Span.IndexOf(layer) is var place && place < 0 ? 0.08 + (0.01 * ((layer * (3 + objective)) % 7)) : network.FeedForwardWidths[place] < 11008 ? 0.02 + (0.003 * ((layer * 5) % 7)) : 0)));
}

using System.Runtime.CompilerServices;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Search;

/// <summary>
/// A synthetic super-network: every layer and every quarter of its width is worth something (early and late layers more, and some luck),
/// losses add up and bend towards chance level, and a measurement has the noise of a finite test.
/// </summary>
internal sealed class Landscape : ICandidateEvaluator
{
    private readonly double[] _worthOfLayer, _worthOfWidth;
    private readonly int _width, _seed;
    private readonly double _noise;

    public Landscape(int layers, int width, int seed, double noise = 0.01)
    {
        var random = new Random(seed);
        (_width, _seed, _noise) = (width, seed, noise);
        _worthOfLayer = [.. Enumerable.Range(0, layers).Select(layer => (layer == 0 || layer == layers - 1 ? 1.0 : 0.1) + (0.4 * Math.Pow(random.NextDouble(), 3)))];
        _worthOfWidth = [.. Enumerable.Range(0, layers).Select(_ => 0.02 + (0.3 * Math.Pow(random.NextDouble(), 3)))];
    }

    public List<SubNetwork> Asked { get; } = [];

    /// <summary>Share of the accuracy above chance that is left after a loss.</summary>
    public Func<double, double> Left { get; init; } = loss => Math.Exp(-loss);

    public EquatableArray<Objective> Objectives { get; init; } = [
        new("accuracy", "fraction", Direction.Maximise, ObjectiveCost.Evaluated),
        new("parameters", "count", Direction.Minimise, ObjectiveCost.Exact)];

    public double Exact(Objective objective, SubNetwork subNetwork) => objective.Name == "parameters" ? Parameters(subNetwork)
        : throw new UsageException($"unknown objective '{objective.Name}'");

    public static double Parameters(SubNetwork subNetwork) => 1000 + subNetwork.FeedForwardWidths.Sum(width => (3.0 * width) + 1000);

    /// <summary>Accuracy without noise.</summary>
    public double TrueAccuracy(SubNetwork subNetwork) => 0.25 + (0.5 * Left(Loss(subNetwork)));

    /// <summary>What the missing parts were worth together; 0 for the full network.</summary>
    public double Loss(SubNetwork subNetwork) => Enumerable.Range(0, _worthOfLayer.Length).Sum(layer => LossOf(layer, subNetwork));

    /// <summary>What the missing parts of one layer were worth.</summary>
    public double LossOf(int layer, SubNetwork subNetwork)
    {
        var ordinal = subNetwork.Layers.ToList().IndexOf(layer);
        var missing = ordinal < 0 ? 1 : 1 - ((double)subNetwork.FeedForwardWidths[ordinal] / _width);
        return (ordinal < 0 ? _worthOfLayer[layer] : 0) + (_worthOfWidth[layer] * missing * missing);
    }

    public async IAsyncEnumerable<Candidate> EvaluateAsync(
        IReadOnlyList<SubNetwork> subNetworks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var subNetwork in subNetworks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Asked.Add(subNetwork);
            yield return new Candidate(subNetwork, [.. Objectives.Select(objective =>
                objective.Cost == ObjectiveCost.Exact ? Exact(objective, subNetwork) : TrueAccuracy(subNetwork) + Noise(subNetwork))]);
        }
    }

    private double Noise(SubNetwork subNetwork)
    {
        var hash = subNetwork.ToString().Aggregate(_seed, (sum, letter) => unchecked((sum * 31) + letter));
        var random = new Random(hash);
        return _noise * (Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6);
    }
}

using LlamaNas.Search;
using LlamaNas.Search.Racing;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Search;

/// <summary>
/// The synthetic super-network of <see cref="Landscape"/>, document by document: two thirds of the documents can be known, and each needs every part of the
/// network more or less than others do; what is not known is guessed, half of it alike by all networks.
/// </summary>
internal sealed class DocumentLandscape : ISampleScorer
{
    private readonly Landscape _landscape;
    private readonly double[][] _need;                  // by document and layer: 1 on average
    private readonly double[] _difficulty, _luck;
    private readonly int _layers, _seed;

    public DocumentLandscape(int layers, int width, int seed, int documents)
    {
        var random = new Random(seed + 1000);
        (_layers, _seed, _landscape) = (layers, seed, new Landscape(layers, width, seed, noise: 0));
        Documents = [documents];
        _need = [.. Enumerable.Range(0, documents).Select(_ => Enumerable.Range(0, layers).Select(_ => -Math.Log(1 - random.NextDouble())).ToArray())];
        _difficulty = [.. Enumerable.Range(0, documents).Select(_ => random.NextDouble() * 1.5)];     // above 1: nothing knows it
        _luck = [.. Enumerable.Range(0, documents).Select(_ => random.NextDouble() * 2)];             // above 1: each network guesses anew
    }

    public EquatableArray<Objective> Objectives => _landscape.Objectives;

    public EquatableArray<int> Documents { get; }

    /// <summary>Documents that were scored, over all networks.</summary>
    public long Scored { get; private set; }

    private Dictionary<SubNetwork, int> Known { get; } = [];

    public double Exact(Objective objective, SubNetwork subNetwork) => _landscape.Exact(objective, subNetwork);

    public EquatableArray<int> TasksOf(Objective objective) => [0];

    public IReadOnlyList<double[][]> Score(IReadOnlyList<SubNetwork> subNetworks, EquatableArray<int> documents, CancellationToken cancellationToken = default) =>
        [.. subNetworks.Select(network =>
        {
            Scored += Math.Max(0, documents[0] - Known.GetValueOrDefault(network));
            Known[network] = Math.Max(documents[0], Known.GetValueOrDefault(network));
            return (double[][])[Outcomes(network, documents[0])];
        })];

    private double[] Outcomes(SubNetwork network, int count)
    {
        var random = new Random(network.ToString().Aggregate(_seed, (sum, letter) => unchecked((sum * 31) + letter)));
        var losses = Enumerable.Range(0, _layers).Select(layer => _landscape.LossOf(layer, network)).ToArray();
        return [.. Enumerable.Range(0, Documents[0]).Select(document =>
        {
            var own = random.NextDouble();
            var loss = losses.Zip(_need[document], (ofLayer, need) => ofLayer * need).Sum();
            var guess = _luck[document] > 1 ? own : _luck[document];
            return _landscape.Left(loss) > _difficulty[document] || guess < 0.25 ? 1.0 : 0.0;
        }).Take(count)];
    }
}

using System.Collections;
using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Search;
using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>A table with the values of every network, and how good a front is against the true one.</summary>
internal sealed class TableScores
{
    private readonly Dictionary<SubNetwork, int> _places;
    private readonly double[][] _accuracies;     // by network and task
    private readonly double[] _parameters;

    public TableScores(NetworkTable table, LlamaConfig config)
    {
        (Table, Space) = (table, SearchSpace.Parse(table.Space, config));
        _places = table.Networks.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        _accuracies = Array.ConvertAll(table.Outcomes, outcomes => ByTask(outcomes, [.. table.Tasks.Select(task => task.Documents)]).Select(ofTask => ofTask.Average()).ToArray());
        _parameters = Array.ConvertAll(table.Networks, network => (double)ParameterCount.Of(config, network));
    }

    public NetworkTable Table { get; }

    public SearchSpace Space { get; }

    /// <summary>Parameters of a network.</summary>
    public double Parameters(SubNetwork network) => _parameters[_places[network]];

    /// <summary>Values of a network, in natural sign.</summary>
    public EquatableArray<double> Values(SubNetwork network, IReadOnlyList<Objective> objectives) => Values(_places[network], objectives);

    /// <summary>Outcomes of the first documents of each task.</summary>
    public double[][] Outcomes(SubNetwork network, EquatableArray<int> documents) =>
        [.. ByTask(Table.Outcomes[_places[network]], [.. Table.Tasks.Select(task => task.Documents)]).Zip(documents, (ofTask, count) => ofTask[..count])];

    /// <summary>The measure of fronts for some objectives.</summary>
    public FrontMeasure Measure(IReadOnlyList<Objective> objectives) =>
        new([.. Enumerable.Range(0, _parameters.Length).Select(place => Point.Of(Values(place, objectives).Span, objectives).Values)]);

    private EquatableArray<double> Values(int place, IReadOnlyList<Objective> objectives) => [.. objectives.Select(objective => objective.Name switch
    {
        "accuracy" => _accuracies[place].Average(),
        "parameters" => _parameters[place],
        _ => _accuracies[place][Table.Tasks.Index().Single(task => objective.Name == $"accuracy:{task.Item.Name}").Index],
    })];

    private static double[][] ByTask(BitArray outcomes, int[] documents)
    {
        var first = 0;
        return Array.ConvertAll(documents, count =>
        {
            var ofTask = Enumerable.Range(first, count).Select(document => outcomes[document] ? 1.0 : 0.0).ToArray();
            first += count;
            return ofTask;
        });
    }
}

/// <summary>Hypervolume of a front as a share of the true front's: every objective scaled to the range of the whole space, the reference a hundredth beyond its worst.</summary>
internal sealed class FrontMeasure
{
    private readonly ObjectiveBounds _bounds;
    private readonly double _true;

    /// <summary>The measure of a space.</summary>
    /// <param name="all">All members' points, minimised.</param>
    public FrontMeasure(double[][] all)
    {
        _bounds = new ObjectiveBounds(
            [.. all[0].Select((_, objective) => all.Min(point => point[objective]))], [.. all[0].Select((_, objective) => all.Max(point => point[objective]))]);
        TrueFront = [.. NonDominatedSort.FirstFront(Array.ConvertAll(all, point => new Point(point))).Select(index => all[index])];
        _true = _bounds.NormalisedHypervolume(TrueFront);
    }

    /// <summary>Points that no member beats.</summary>
    public double[][] TrueFront { get; }

    /// <summary>1 for the true front.</summary>
    public double Of(IEnumerable<double[]> points) => _bounds.NormalisedHypervolume(points) / _true;
}

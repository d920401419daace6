using Google.OrTools.LinearSolver;

namespace LlamaNas.Search.Prediction;

/// <summary>
/// One configuration a layer so that the losses sum to the least, sizes keep to bounds, and not too many layers go: an integer programme, solved to the optimum by
/// branch and bound. One thread, no limit on time, so that equal programmes give equal answers.
/// </summary>
internal sealed class BlockProgramme : IDisposable
{
    private readonly Solver _solver = Solver.CreateSolver("SCIP") ?? throw new InvalidOperationException("Google.OrTools was built without SCIP.");
    private readonly MPSolverParameters _parameters = new();
    private readonly (LayerConfiguration Configuration, Variable Chosen)[][] _layers;
    private readonly Google.OrTools.LinearSolver.Constraint _size;
    private readonly double _unit;

    /// <summary>A programme whose bound on the first formula is still open.</summary>
    /// <param name="layers">Configurations, layer after layer.</param>
    /// <param name="bounds">Bounds that always hold.</param>
    /// <param name="layersToDrop">Most layers that are dropped.</param>
    public BlockProgramme(LayerConfiguration[][] layers, IReadOnlyList<SizeBound> bounds, int layersToDrop)
    {
        _layers = Array.ConvertAll(layers, layer => Worthwhile(layer, bounds).Select(configuration => (configuration, _solver.MakeBoolVar(""))).ToArray());
        foreach (var layer in _layers)
            Row(1, 1, layer, _ => 1);
        var all = _layers.SelectMany(layer => layer).ToArray();
        Row(0, layersToDrop, all, configuration => configuration.IsDropped ? 1 : 0);
        foreach (var bound in bounds)
        {
            var unit = Unit(bound.Formula);
            var (least, most) = bound.Kind == ConstraintKind.AtMost ? (double.NegativeInfinity, bound.Change / unit) : (bound.Change / unit, double.PositiveInfinity);
            Row(least, most, all, configuration => configuration.Sizes[bound.Formula] / unit);
        }

        _unit = Unit(0);
        _size = Row(double.NegativeInfinity, double.PositiveInfinity, all, configuration => configuration.Sizes[0] / _unit);
        var objective = _solver.Objective();
        var scale = Math.Max(1e-12, all.Max(item => Math.Abs(item.Configuration.Loss)));
        foreach (var (configuration, chosen) in all)
            objective.SetCoefficient(chosen, configuration.Loss / scale);
        objective.SetMinimization();
        _parameters.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 0);
    }

    /// <summary>The best choice whose change of the first formula is at most a bound.</summary>
    /// <param name="change">The bound, in the formula's unit.</param>
    /// <returns>One configuration a layer; null where no choice keeps to all bounds.</returns>
    public LayerConfiguration[]? Solve(double change)
    {
        _size.SetUb(change / _unit);
        return _solver.Solve(_parameters) == Solver.ResultStatus.OPTIMAL
            ? Array.ConvertAll(_layers, layer => layer.MaxBy(item => item.Chosen.SolutionValue()).Configuration)
            : null;
    }

    public void Dispose()
    {
        _parameters.Dispose();
        _solver.Dispose();
    }

    // What another configuration of the layer beats in everything that counts is never needed.
    private static IEnumerable<LayerConfiguration> Worthwhile(LayerConfiguration[] layer, IReadOnlyList<SizeBound> bounds) =>
        layer.Where((configuration, place) => !layer.Where((other, otherPlace) => otherPlace != place && Beats(other, configuration, otherPlace < place, bounds)).Any());

    private static bool Beats(LayerConfiguration one, LayerConfiguration other, bool isFirst, IReadOnlyList<SizeBound> bounds)
    {
        bool NoWorse(LayerConfiguration left, LayerConfiguration right) => left.Loss <= right.Loss && left.Sizes[0] <= right.Sizes[0] && (!left.IsDropped || right.IsDropped)
            && bounds.All(bound => bound.Kind == ConstraintKind.AtMost ? left.Sizes[bound.Formula] <= right.Sizes[bound.Formula] : left.Sizes[bound.Formula] >= right.Sizes[bound.Formula]);
        return NoWorse(one, other) && (isFirst || !NoWorse(other, one));
    }

    private Google.OrTools.LinearSolver.Constraint Row(
        double least, double most, IEnumerable<(LayerConfiguration Configuration, Variable Chosen)> items, Func<LayerConfiguration, double> coefficient)
    {
        var row = _solver.MakeConstraint(least, most);
        foreach (var (configuration, chosen) in items)
            row.SetCoefficient(chosen, coefficient(configuration));
        return row;
    }

    private double Unit(int formula) => Math.Max(1e-12, _layers.SelectMany(layer => layer).Max(item => Math.Abs(item.Configuration.Sizes[formula])));
}

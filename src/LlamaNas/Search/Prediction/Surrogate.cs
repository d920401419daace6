using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;

namespace LlamaNas.Search.Prediction;

/// <summary>
/// Stands in for the evaluator: formulas are computed, everything else is predicted: by a Gaussian process or, where the options allow, by the predictor that ranked the last
/// batches best. How unsure a prediction is, the Gaussian process says, whichever gives the mean.
/// </summary>
internal sealed class Surrogate
{
    private const int FirstSteps = 40, MostSteps = 15, LeastSteps = 4;     // of fitting a kernel
    private const double StepsByGrowth = 150;                               // a tenth more networks: 15 steps
    private readonly SearchProblem _problem;
    private readonly FeatureMap _features;
    private readonly GaussianProcess?[] _processes;      // per objective; null for formulas
    private readonly IPredictor[][] _predictors;         // per objective, the process first; none for formulas
    private readonly RankingRecord[] _records;           // per objective

    /// <summary>Learns from all that was evaluated.</summary>
    /// <param name="problem">Objectives and formulas.</param>
    /// <param name="features">Features of networks.</param>
    /// <param name="archive">What was evaluated.</param>
    /// <param name="before">What was learned from the first part of it; null for nothing.</param>
    public Surrogate(SearchProblem problem, FeatureMap features, SearchArchive archive, Surrogate? before)
    {
        (_problem, _features) = (problem, features);
        _records = before?.Judged([.. archive.Members.Skip(before.Learned)]) ?? [.. problem.Objectives.Select(_ => RankingRecord.None)];
        Learned = archive.Count;
        var rows = archive.Members.Select(member => features.Of(member.Genotype)).ToArray();
        var training = problem.Objectives.Select((objective, index) => objective.Cost == ObjectiveCost.Exact ? null : new TrainingSet(
            features.Features,
            rows,
            [.. archive.Members.Select(member => member.Candidate.Values[index])],
            [.. archive.Members.Select(member => member.Candidate.IsComplete ? 0 : member.Candidate.SamplingErrors[index])])).ToArray();
        var steps = before is null ? FirstSteps : Math.Clamp((int)(StepsByGrowth * (Learned - before.Learned) / Learned), LeastSteps, MostSteps);
        _processes = [.. training.Select((set, index) => set is null ? null : ProcessFitting.Fit(set, before?._processes[index]?.Kernel, steps))];
        _predictors = [.. training.Zip(_processes, (set, process) => set is null ? [] : problem.Options.ChoosesPredictors ? (IPredictor[])[process!, new RidgeRegression(set)] : [process!])];
    }

    /// <summary>Networks that were learned.</summary>
    public int Learned { get; }

    /// <summary>Formulas and predictions, one per objective, in natural sign.</summary>
    public double[] Values(Genotype genotype)
    {
        var features = _features.Of(genotype);
        return [.. _problem.Objectives.Select((objective, index) => objective.Cost == ObjectiveCost.Exact
            ? _problem.Exact(objective, genotype) : Chosen(index).Mean(features))];
    }

    /// <summary>The same as a point to minimise.</summary>
    public Point Point(Genotype genotype) => _problem.PointOf(Values(genotype));

    /// <summary>What is predicted to be lost, over all evaluated objectives, each in standard deviations of the evaluated networks; only differences count.</summary>
    public double Loss(Genotype genotype)
    {
        var features = _features.Of(genotype);
        return _problem.Objectives.Index().Where(objective => objective.Item.Cost == ObjectiveCost.Evaluated)
            .Sum(objective => (objective.Item.Direction == Direction.Maximise ? -1 : 1) * Chosen(objective.Index).Mean(features) / _processes[objective.Index]!.Scale);
    }

    /// <summary>What is expected of a network, objective by objective; null for formulas.</summary>
    public Forecast?[] Forecasts(Genotype genotype)
    {
        var features = _features.Of(genotype);
        return Array.ConvertAll(_processes, process => process is null ? null : new Forecast(process, features));
    }

    /// <summary>Kendall's tau between predictions and values of networks that were not learned: mean over the predicted objectives; null where nothing can be ranked.</summary>
    public double? RankCorrelation(IReadOnlyList<Evaluated> batch)
    {
        var correlations = _problem.Objectives.Index().Where(objective => objective.Item.Cost == ObjectiveCost.Evaluated)
            .Select(objective => RankCorrelation(Chosen(objective.Index), objective.Index, batch)).Where(double.IsFinite).ToArray();
        return correlations.Length == 0 ? null : correlations.Average();
    }

    private IPredictor Chosen(int objective) => _predictors[objective][_records[objective].Best];

    private RankingRecord[] Judged(Evaluated[] batch) => [.. _records.Select((record, index) => _predictors[index].Length < 2 ? record
        : record.With([.. _predictors[index].Select(predictor => RankCorrelation(predictor, index, batch))]))];

    private double RankCorrelation(IPredictor predictor, int objective, IReadOnlyList<Evaluated> batch) => Statistics.RankCorrelation.KendallTauB(
        [.. batch.Select(member => predictor.Mean(_features.Of(member.Genotype)))], [.. batch.Select(member => member.Candidate.Values[objective])]);
}

using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;

namespace LlamaNas.Search.Prediction;

/// <summary>Stands in for the evaluator: formulas are computed, everything else is predicted.</summary>
internal sealed class Surrogate
{
    private const int FirstSteps = 40, Steps = 15;
    private readonly SearchProblem _problem;
    private readonly FeatureMap _features;
    private readonly GaussianProcess?[] _predictors;     // per objective; null for formulas

    /// <summary>Learns from all that was evaluated.</summary>
    /// <param name="problem">Objectives and formulas.</param>
    /// <param name="features">Features of networks.</param>
    /// <param name="archive">What was evaluated.</param>
    /// <param name="before">What was learned from the first part of it; null for nothing.</param>
    public Surrogate(SearchProblem problem, FeatureMap features, SearchArchive archive, Surrogate? before)
    {
        (_problem, _features) = (problem, features);
        var rows = archive.Members.Select(member => features.Of(member.Genotype)).ToArray();
        _predictors = [.. problem.Objectives.Select((objective, index) => objective.Cost == ObjectiveCost.Exact ? null
            : ProcessFitting.Fit(
                new TrainingSet(
                    features.Features,
                    rows,
                    [.. archive.Members.Select(member => member.Candidate.Values[index])],
                    [.. archive.Members.Select(member => member.Candidate.IsComplete ? 0 : member.Candidate.SamplingErrors[index])]),
                before?._predictors[index]?.Kernel,
                before is null ? FirstSteps : Steps))];
    }

    /// <summary>Formulas and predictions, one per objective, in natural sign.</summary>
    public double[] Values(Genotype genotype)
    {
        var subNetwork = _problem.Encoding.Decode(genotype);
        var features = _features.Of(genotype);
        return [.. _problem.Objectives.Select((objective, index) => _predictors[index]?.Mean(features) ?? _problem.Exact(objective, subNetwork))];
    }

    /// <summary>The same as a point to minimise.</summary>
    public Point Point(Genotype genotype) => _problem.PointOf(Values(genotype));

    /// <summary>What is predicted to be lost, over all evaluated objectives, each in standard deviations of the evaluated networks; only differences count.</summary>
    public double Loss(Genotype genotype)
    {
        var features = _features.Of(genotype);
        return _problem.Objectives.Zip(_predictors)
            .Sum(pair => pair.Second is null ? 0 : (pair.First.Direction == Direction.Maximise ? -1 : 1) * pair.Second.Mean(features) / pair.Second.Scale);
    }

    /// <summary>What is expected of a network, objective by objective; null for formulas.</summary>
    public Forecast?[] Forecasts(Genotype genotype)
    {
        var features = _features.Of(genotype);
        return Array.ConvertAll(_predictors, predictor => predictor is null ? null : new Forecast(predictor, features));
    }
}

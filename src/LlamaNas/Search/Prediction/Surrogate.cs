using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;

namespace LlamaNas.Search.Prediction;

/// <summary>Stands in for the evaluator: formulas are computed, everything else is predicted.</summary>
internal sealed class Surrogate
{
    private readonly SearchProblem _problem;
    private readonly FeatureMap _features;
    private readonly KernelRegression?[] _predictors;     // per objective; null for formulas

    public Surrogate(SearchProblem problem, FeatureMap features, SearchArchive archive)
    {
        (_problem, _features) = (problem, features);
        var rows = archive.Members.Select(member => features.Of(member.Genotype)).ToArray();
        _predictors = [.. problem.Objectives.Select((objective, index) => objective.Cost == ObjectiveCost.Exact ? null
            : PredictorSelection.Best(new TrainingSet(
                features.Features,
                rows,
                [.. archive.Members.Select(member => member.Candidate.Values[index])],
                [.. archive.Members.Select(member => member.Candidate.IsComplete ? 0 : member.Candidate.SamplingErrors[index])])))];
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

    /// <summary>The point as it would be if every prediction were better by some standard deviations.</summary>
    public Point Optimistic(Genotype genotype, double deviations)
    {
        var values = Values(genotype);
        var features = _features.Of(genotype);
        for (var index = 0; index < values.Length; index++)
            if (_predictors[index] is { } predictor)
                values[index] += deviations * predictor.Deviation(features) * (_problem.Objectives[index].Direction == Direction.Maximise ? 1 : -1);
        return _problem.PointOf(values);
    }
}

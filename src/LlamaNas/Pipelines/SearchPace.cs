using System.Diagnostics;
using System.Globalization;
using LlamaNas.Search;

namespace LlamaNas.Pipelines;

/// <summary>How far a search is and how fast it goes: follows the search's events and, between them, the work on the current batch.</summary>
/// <param name="progress">Told after each step; may be null.</param>
/// <param name="stored">Evaluations that were in the run store when the search began.</param>
/// <param name="budget">Evaluations in all.</param>
internal sealed class SearchPace(IProgress<PipelineEvent>? progress, int stored, int budget) : IProgress<double>
{
    private readonly List<Candidate> _candidates = [];
    private long _started = Stopwatch.GetTimestamp();
    private string _text = "";
    private int _beforeRound;

    /// <summary>The search begins: its rate counts from here.</summary>
    public void Start() => _started = Stopwatch.GetTimestamp();

    /// <summary>An event of the search.</summary>
    public void Follow(SearchEvent step, EquatableArray<Objective> objectives)
    {
        if (step is RoundFinished round)
        {
            _beforeRound = round.Evaluations;
            progress?.Report(new FrontChanged(objectives, [.. ParetoFront.Of(_candidates, objectives)], round.Evaluations, round.Hypervolume));
        }

        if (step is not CandidateEvaluated evaluated)
            return;
        _candidates.Add(evaluated.Candidate);
        _text = string.Join(", ", objectives.Zip(evaluated.Candidate.Values, (objective, value) => $"{objective.Name} {ObjectiveText.Short(objective, value)}"));
        if (evaluated.Evaluation <= stored || evaluated.Evaluation == budget)
            Show(evaluated.Evaluation);
    }

    /// <summary>Networks' worth of work that is done in the current batch.</summary>
    public void Report(double value) => Show(_beforeRound + value);

    private void Show(double evaluations)
    {
        var fresh = evaluations - stored;
        var perCandidate = fresh > 0 ? Stopwatch.GetElapsedTime(_started) / fresh : (TimeSpan?)null;
        progress?.Report(new StageProgress(
            _text,
            Math.Floor(evaluations),
            budget,
            perCandidate is { } time ? string.Create(CultureInfo.InvariantCulture, $"{60 / time.TotalSeconds:F1} candidates/min") : "from the store",
            perCandidate * (budget - evaluations)));
    }
}

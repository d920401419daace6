using System.Runtime.CompilerServices;
using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Search.Racing;

/// <summary>
/// Evaluates candidates by racing: all start on a small sample of documents, the most promising go on to larger ones, and a candidate stops as soon as a
/// network that was scored in full and is no larger is at least as good as the candidate could plausibly become. A stopped candidate keeps its estimate,
/// marked by its standard errors; every other one is scored in full. Deterministic: the same calls over the same outcomes give the same candidates.
/// </summary>
public sealed class RacingEvaluator : ICandidateEvaluator
{
    private readonly ISampleScorer _scorer;
    private readonly RacingOptions _options;
    private readonly IProgress<double>? _progress;
    private readonly EquatableArray<EquatableArray<int>> _looks;
    private readonly SubNetwork _reference;
    private readonly List<SampledMean[]> _finished = [];    // values of the candidates that were scored in full
    private DocumentEase? _ease;

    /// <summary>An evaluator.</summary>
    /// <param name="scorer">Scores samples.</param>
    /// <param name="reference">A network that is scored in full at once, so that hard documents are known from the start; no candidate by itself.</param>
    /// <param name="options">How the race goes.</param>
    /// <param name="progress">Told how many candidates of the current call are decided; may be null.</param>
    public RacingEvaluator(ISampleScorer scorer, SubNetwork reference, RacingOptions? options = null, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        (_scorer, _reference, _options, _progress) = (scorer, reference, options ?? new RacingOptions(), progress);
        _looks = _options.Looks(scorer.Documents);
    }

    /// <inheritdoc/>
    public EquatableArray<Objective> Objectives => _scorer.Objectives;

    /// <inheritdoc/>
    public double Exact(Objective objective, SubNetwork subNetwork) => _scorer.Exact(objective, subNetwork);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Candidate> EvaluateAsync(
        IReadOnlyList<SubNetwork> subNetworks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _ease ??= new DocumentEase(_scorer.Score([_reference], _scorer.Documents, cancellationToken)[0]);
        var contenders = subNetworks.Select(subNetwork => new Contender(
            subNetwork, Look: 0, [], [.. Objectives.Select(objective => objective.Cost == ObjectiveCost.Exact ? Exact(objective, subNetwork) : double.NaN)])).ToArray();
        var racing = Enumerable.Range(0, contenders.Length).ToList();
        for (int[] next = [.. racing]; next.Length > 0; next = Leaders(contenders, racing))
        {
            Advance(contenders, next, cancellationToken);
            foreach (var index in racing.Where(index => contenders[index].Look == _looks.Count).ToArray())
            {
                _finished.Add(Estimate(contenders[index]));
                _ease.Add(contenders[index].Outcomes);
                racing.Remove(index);
            }

            racing.RemoveAll(index => IsBeaten(Estimate(contenders[index])));
            _progress?.Report(contenders.Length - racing.Count);
            await Task.Yield();
        }

        foreach (var contender in contenders)
        {
            var estimate = Estimate(contender);
            yield return new Candidate(contender.SubNetwork, [.. estimate.Select(mean => mean.Value)])
            {
                SamplingErrors = contender.Look == _looks.Count ? [] : [.. estimate.Select(mean => mean.StandardError)],
            };
        }
    }

    // Those whose estimate no other contender's beats go on first: where they do well, the others need not.
    private int[] Leaders(Contender[] contenders, List<int> racing) =>
        [.. NonDominatedSort.FirstFront([.. racing.Select(index => Contender.PointOf(Estimate(contenders[index]), Objectives))]).Select(place => racing[place])];

    private void Advance(Contender[] contenders, int[] indices, CancellationToken cancellationToken)
    {
        foreach (var group in indices.GroupBy(index => contenders[index].Look).OrderBy(group => group.Key))
        {
            int[] members = [.. group];
            var outcomes = _scorer.Score([.. members.Select(index => contenders[index].SubNetwork)], _looks[group.Key], cancellationToken);
            foreach (var (index, ofNetwork) in members.Zip(outcomes))
                contenders[index] = contenders[index] with { Look = group.Key + 1, Outcomes = ofNetwork };
        }
    }

    private bool IsBeaten(SampledMean[] estimate)
    {
        var hope = Contender.PointOf(estimate, Objectives, _options.Deviations).Values;
        return _finished.Any(values => !Contender.PointOf(values, Objectives).Values.Zip(hope).Any(pair => pair.First > pair.Second));
    }

    private SampledMean[] Estimate(Contender contender) => contender.Estimate(_scorer, _ease!.ByTask);
}

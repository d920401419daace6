using System.Runtime.CompilerServices;
using LlamaNas.Search.Pareto;
using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>Proposes, evaluates and reports, batch after batch, until the budget is spent or the space is exhausted.</summary>
/// <param name="space">What may be proposed.</param>
/// <param name="options">Budget, population, seed.</param>
/// <param name="strategy">Makes the algorithm afresh for each run.</param>
internal sealed class SearchLoop(SearchSpace space, SearchOptions options, Func<SearchProblem, ISearchStrategy> strategy) : ISearchAlgorithm
{
    public async IAsyncEnumerable<SearchEvent> RunAsync(
        ICandidateEvaluator evaluator, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        var problem = new SearchProblem(space, evaluator, options);
        var proposer = strategy(problem);
        var archive = new SearchArchive();
        for (var round = 0; archive.Count < options.EvaluationBudget; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = options.PopulationSize + (round == 0 ? FreshGenotypes.UserSeeds(problem).Count : 0);
            var batch = proposer.Propose(archive, Math.Min(size, options.EvaluationBudget - archive.Count));
            if (batch.Count == 0)
                break;
            var evaluated = new List<Evaluated>(batch.Count);
            await foreach (var candidate in evaluator.EvaluateAsync([.. batch.Select(problem.Encoding.Decode)], cancellationToken).ConfigureAwait(false))
            {
                evaluated.Add(Check(candidate, batch, evaluated.Count, problem));
                archive.Add(evaluated[^1]);
                yield return new CandidateEvaluated(candidate, archive.Count, round);
            }

            if (evaluated.Count < batch.Count)
                throw new InvalidOperationException($"The evaluator returned {evaluated.Count} of {batch.Count} candidates.");
            yield return new RoundFinished(round, archive.Count, NormalisedHypervolume(problem, archive), proposer.RankCorrelation(evaluated));
        }

        if (archive.Count == 0)
            throw new UsageException($"search: no network of the space satisfies {string.Join(", ", options.Constraints)}. "
                + "Loosen the constraint, or widen the space.");
    }

    private static Evaluated Check(Candidate candidate, IReadOnlyList<Genotype> batch, int position, SearchProblem problem)
    {
        if (position >= batch.Count || candidate.SubNetwork != problem.Encoding.Decode(batch[position]))
            throw new InvalidOperationException($"The evaluator returned {candidate.SubNetwork} where another candidate was due: the order must be kept.");
        if (candidate.Values.Count != problem.Objectives.Count || candidate.Values.Any(value => !double.IsFinite(value)))
            throw new LlamaNasException($"search: {candidate.SubNetwork} has values {candidate.Values}, but {problem.Objectives.Count} finite numbers are needed "
                + $"({string.Join(", ", problem.Objectives.Select(objective => objective.Name))}). Check the tasks and the precision.");
        return new Evaluated(batch[position], candidate, problem.PointOf(candidate.Values.Span));
    }

    /// <summary>Formulas range from the smallest to the largest network of the space, so that rounds can be compared.</summary>
    private static double NormalisedHypervolume(SearchProblem problem, SearchArchive archive)
    {
        var values = archive.Members.Select(member => member.Candidate.Values).ToList();
        foreach (var extreme in (SubNetwork[])[problem.Space.Smallest, problem.Space.Largest])
            values.Add([.. problem.Objectives.Select((objective, index) =>
                objective.Cost == ObjectiveCost.Exact ? problem.Exact(objective, extreme) : values[0][index])]);
        return ObjectiveBounds.Of(values, problem.Objectives)
            .NormalisedHypervolume(archive.Members.Where(member => member.Point.Violation == 0 && member.Candidate.IsComplete).Select(member => member.Point.Values));
    }
}

using System.Runtime.CompilerServices;
using LlamaNas.Search;
using LlamaNas.Search.Racing;
using LlamaNas.Spaces;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>Answers a search, or a race, from a table.</summary>
/// <param name="scores">The table with all values known.</param>
/// <param name="objectives">Names: accuracy, accuracy:TASK, parameters.</param>
internal sealed class TableEvaluator(TableScores scores, EquatableArray<string> objectives) : ICandidateEvaluator, ISampleScorer
{
    private readonly Dictionary<SubNetwork, int> _seen = [];

    public EquatableArray<Objective> Objectives { get; } = [.. objectives.Select(name => name == "parameters"
        ? new Objective(name, "count", Direction.Minimise, ObjectiveCost.Exact)
        : new Objective(name, "fraction", Direction.Maximise, ObjectiveCost.Evaluated))];

    public EquatableArray<int> Documents { get; } = [.. scores.Table.Tasks.Select(task => task.Documents)];

    /// <summary>Outcomes that were asked for, over all networks; none counts twice.</summary>
    public long Scored { get; private set; }

    public double Exact(Objective objective, SubNetwork subNetwork) => scores.Parameters(subNetwork);

    public async IAsyncEnumerable<Candidate> EvaluateAsync(IReadOnlyList<SubNetwork> subNetworks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var subNetwork in subNetworks)
        {
            Scored += scores.Table.DocumentCount;
            yield return new Candidate(subNetwork, scores.Values(subNetwork, Objectives));
        }
    }

    public EquatableArray<int> TasksOf(Objective objective) =>
        [.. Enumerable.Range(0, Documents.Count).Where(task => objective.Name == "accuracy" || objective.Name == $"accuracy:{scores.Table.Tasks[task].Name}")];

    public IReadOnlyList<double[][]> Score(IReadOnlyList<SubNetwork> subNetworks, EquatableArray<int> documents, CancellationToken cancellationToken = default) =>
        [.. subNetworks.Select(network =>
        {
            var (sum, seen) = (documents.Sum(), _seen.GetValueOrDefault(network));
            Scored += Math.Max(0, sum - seen);
            _seen[network] = Math.Max(sum, seen);
            return scores.Outcomes(network, documents);
        })];
}

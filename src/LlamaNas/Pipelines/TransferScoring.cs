using LlamaNas.Evaluation;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Scores every front on every other task's test split, into that task's run store: what a transfer matrix needs.</summary>
internal static class TransferScoring
{
    /// <summary>Computes what is missing.</summary>
    /// <param name="session">The super-network that all of them searched.</param>
    /// <param name="searches">The searches.</param>
    /// <param name="dataFolder">Folder of the tasks' data.</param>
    /// <param name="limit">Most documents of each task's test half; must be that of the test scores that are stored.</param>
    /// <param name="members">Most members of a front, spread evenly.</param>
    /// <param name="progress">Told after each network; may be null.</param>
    /// <param name="cancellationToken">Stops between networks.</param>
    /// <exception cref="UsageException">A run searched other weights.</exception>
    public static void Run(
        ModelSession session, IReadOnlyList<SearchedTask> searches, string dataFolder, int limit, int members,
        IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        foreach (var search in searches)
            if (search.Store.Settings["weights"] is { } hash && hash != session.Checkpoint.ContentHash)
                throw new UsageException($"the run of {search.Name} searched other weights ({hash[..12]}) than --model has ({session.Checkpoint.ContentHash[..12]}). Give the model that was searched.");
        SubNetwork[] networks = [.. searches.SelectMany(search => Spread(search, members)).Prepend(SubNetwork.Full(session.Config)).Distinct()];
        foreach (var to in searches)
        {
            var scorer = new StoredScorer(session, to.Store);
            var tasks = to.Name.Split('+').Select(task => session.Prepare(task, dataFolder, new EvaluationOptions { Split = DocumentSplit.Test, Limit = limit })).ToArray();
            foreach (var (index, network) in networks.Index())
            {
                foreach (var task in tasks)
                    scorer.Score(task, network, session.Precision, null, cancellationToken);
                progress?.Report(new StageProgress($"fronts on {to.Name}", index + 1, networks.Length, "", null));
            }
        }
    }

    private static IEnumerable<SubNetwork> Spread(SearchedTask search, int members) => search.Front.Count <= members
        ? search.Front.Select(candidate => candidate.SubNetwork)
        : Enumerable.Range(0, members).Select(index => search.Front[(int)Math.Round(index * (search.Front.Count - 1.0) / Math.Max(1, members - 1))].SubNetwork);
}

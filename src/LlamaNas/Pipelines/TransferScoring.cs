using System.Globalization;
using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Scores every front on every other task's test split, and what it is compared with there, into that task's run store: what a transfer matrix needs.</summary>
internal static class TransferScoring
{
    private const int DefaultLimit = 400;

    /// <summary>Computes what is missing.</summary>
    /// <param name="session">The super-network that all of them searched.</param>
    /// <param name="searches">The searches.</param>
    /// <param name="settings">Data, documents and members.</param>
    /// <param name="progress">Told after each network; may be null.</param>
    /// <param name="cancellationToken">Stops between networks.</param>
    /// <exception cref="UsageException">A run searched other weights, was tested on other documents, or its task is unknown.</exception>
    public static void Run(
        ModelSession session, IReadOnlyList<SearchedTask> searches, AnalysisSettings settings, IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        foreach (var search in searches)
            if (search.Store.Settings["weights"] is { } hash && hash != session.Checkpoint.ContentHash)
                throw new UsageException($"the run of {search.Name} searched other weights ({Fingerprint.OfHash(hash)}) than --model has ({Fingerprint.OfHash(session.Checkpoint.ContentHash)}). Give the model that was searched.");
        var own = settings.Tasks.Select(TaskCatalog.Load).ToLookup(task => task.Name);
        var prepared = searches.Select(search => search.Run.Tasks.Select(task => Prepared(own[task].FirstOrDefault() ?? TaskCatalog.Load(task), search)).ToArray()).ToArray();
        foreach (var (to, tasks) in searches.Zip(prepared))
        {
            var networks = Networks(searches, to, settings.Members);
            var scorer = new StoredScorer(session, to.Store);
            foreach (var (index, network) in networks.Index())
            {
                foreach (var task in tasks)
                    scorer.Score(task, network, session.Precision, null, cancellationToken);
                progress?.Report(new StageProgress($"fronts on {to.Name}", index + 1, networks.Length, "", null));
            }
        }

        PreparedTask Prepared(TaskDefinition task, SearchedTask search)
        {
            var tested = search.Store.FindScore(SubNetwork.Full(search.Run.Config), task.Name, "test", session.Precision.Name())?.Outcomes.Count;
            var prepared = session.Prepare(task, settings.DataFolder, Documents(search.Store.Settings, settings.Limit ?? tested ?? DefaultLimit));
            return tested is null || tested == prepared.Documents.Count ? prepared : throw new UsageException(
                $"the run of {search.Name} was tested on {tested} documents of {task.Name}; here are {prepared.Documents.Count}. Leave --limit out, and give the --data of the search.");
        }
    }

    /// <summary>What one task needs: the full network, some members of every front, and the task's own counterparts of their sizes.</summary>
    /// <param name="searches">The searches.</param>
    /// <param name="to">The one whose test split scores.</param>
    /// <param name="members">Most members of a front, spread evenly.</param>
    public static SubNetwork[] Networks(IReadOnlyList<SearchedTask> searches, SearchedTask to, int members)
    {
        SubNetwork[] transferred = [.. searches.SelectMany(search => Spread(search, members))];
        return [.. transferred.Prepend(SubNetwork.Full(to.Run.Config)).Concat(transferred.Select(network => EqualSizeComparison.Counterpart(to, network)).OfType<SubNetwork>()).Distinct()];
    }

    /// <summary>The test half of a search: split and prompted as the search was.</summary>
    /// <param name="search">The search's settings.</param>
    /// <param name="limit">Most documents.</param>
    public static EvaluationOptions Documents(RunSettings search, int limit)
    {
        var options = new EvaluationOptions { Split = DocumentSplit.Test, Limit = limit };
        return options with
        {
            SplitSeed = Number("seed") ?? options.SplitSeed,
            FewShot = Number("few_shot"),
            BeginOfSequence = search["bos"] is { } policy ? BeginOfSequencePolicies.Parse(policy) : options.BeginOfSequence,
        };

        int? Number(string name) => int.TryParse(search[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static IEnumerable<SubNetwork> Spread(SearchedTask search, int members) => search.Front.Count <= members
        ? search.Front.Select(candidate => candidate.SubNetwork)
        : Enumerable.Range(0, members).Select(index => search.Front[(int)Math.Round(index * (search.Front.Count - 1.0) / Math.Max(1, members - 1))].SubNetwork);
}

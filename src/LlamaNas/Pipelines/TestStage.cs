using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Reports;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Scores a search's front on the test split, which the search has not seen.</summary>
public static class TestStage
{
    /// <summary>Scores the full network, the chosen one and a spread of the front; what is stored is not scored again.</summary>
    /// <param name="session">The model.</param>
    /// <param name="settings">The search's settings.</param>
    /// <param name="store">The search's store.</param>
    /// <param name="test">How many documents and members, and whether in INT8 too.</param>
    /// <param name="progress">Told after each network; may be null.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>The full network first, then the tested members from large to small.</returns>
    public static IReadOnlyList<FrontMember> Run(
        ModelSession session, SearchSettings settings, RunStore store, TestConfiguration test,
        IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        var scorer = new StoredScorer(session, store);
        var tasks = settings.Tasks.Select(task => session.Prepare(task, settings.DataFolder, settings.Documents(DocumentSplit.Test, test.Limit))).ToArray();
        var networks = Networks(new StoredRun(store), test.Members);
        foreach (var (index, network) in networks.Index())
        {
            foreach (var task in tasks)
            {
                scorer.Score(task, network, settings.Precision, null, cancellationToken);
                if (test.Int8)
                    scorer.Score(task, network, Precision.Int8, null, cancellationToken);
            }

            progress?.Report(new StageProgress("test split", index + 1, networks.Count, "", null));
        }

        return new StoredRun(store).Tested();
    }

    private static List<SubNetwork> Networks(StoredRun run, int members)
    {
        var front = run.Front;
        var spread = front.Count <= members || members < 2
            ? front.Take(members)
            : Enumerable.Range(0, members).Select(index => front[(int)Math.Round(index * (front.Count - 1.0) / (members - 1))]);
        return [.. spread.Select(candidate => candidate.SubNetwork).Prepend(run.Chosen()).Prepend(SubNetwork.Full(run.Config)).Distinct()];
    }
}

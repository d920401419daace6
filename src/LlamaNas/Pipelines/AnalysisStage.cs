using LlamaNas.Measurement;

namespace LlamaNas.Pipelines;

/// <summary>Analyses the stored runs of several tasks.</summary>
public static class AnalysisStage
{
    /// <summary>The study as Markdown, and its picture as SVG.</summary>
    /// <param name="runs">Run stores, one a task.</param>
    /// <param name="model">The super-network that they searched: scores every front on every task. Null for what is stored.</param>
    /// <param name="dataFolder">Folder of the tasks' data, with a model.</param>
    /// <param name="limit">Most documents of each test half, with a model.</param>
    /// <param name="members">Most members of a front that are scored on other tasks.</param>
    /// <param name="progress">Told after each network; may be null.</param>
    /// <param name="cancellationToken">Stops between networks.</param>
    /// <exception cref="UsageException">No run, or runs of different models.</exception>
    public static (string Markdown, string Svg) Run(
        IReadOnlyList<string> runs, string? model, string dataFolder, int limit, int members,
        IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0)
            throw new UsageException("No run to analyse. Give --run FILE.db, once a task.");
        var searches = runs.Select(SearchedTask.Open).ToArray();
        try
        {
            if (searches.FirstOrDefault(search => search.Run.Config != searches[0].Run.Config) is { } other)
                throw new UsageException($"the run of {other.Name} searched another model than that of {searches[0].Name}. Analyse runs of one model.");
            if (model is not null)
            {
                using var session = ModelSession.Open(model, Precision.BFloat16);
                TransferScoring.Run(session, searches, dataFolder, limit, members, progress, cancellationToken);
            }

            var analysis = FrontAnalysis.Of(searches);
            return (AnalysisReport.Write(analysis), FrontHeatMap.Draw(analysis));
        }
        finally
        {
            foreach (var search in searches)
                search.Store.Dispose();
        }
    }
}

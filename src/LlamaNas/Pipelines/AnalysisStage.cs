using LlamaNas.Measurement;

namespace LlamaNas.Pipelines;

/// <summary>Analyses the stored runs of several tasks.</summary>
public static class AnalysisStage
{
    /// <summary>The study as Markdown and as JSON, and its picture as SVG.</summary>
    /// <param name="settings">The runs, and how fronts are scored on other tasks.</param>
    /// <param name="progress">Told after each network; may be null.</param>
    /// <param name="cancellationToken">Stops between networks.</param>
    /// <exception cref="UsageException">No run, or runs of different models.</exception>
    public static (string Markdown, string Json, string Svg) Run(AnalysisSettings settings, IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Runs.Count == 0)
            throw new UsageException("No run to analyse. Give --run FILE.db, once a task.");
        var searches = settings.Runs.Select(SearchedTask.Open).ToArray();
        try
        {
            if (searches.FirstOrDefault(search => search.Run.Config != searches[0].Run.Config) is { } other)
                throw new UsageException($"the run of {other.Name} searched another model than that of {searches[0].Name}. Analyse runs of one model.");
            if (settings.Model is { } model)
            {
                using var session = ModelSession.Open(model, Precision.BFloat16);
                TransferScoring.Run(session, searches, settings, progress, cancellationToken);
            }

            var analysis = FrontAnalysis.Of(searches);
            return (AnalysisReport.Write(analysis), AnalysisJson.Write(analysis), FrontHeatMap.Draw(analysis));
        }
        finally
        {
            foreach (var search in searches)
                search.Store.Dispose();
        }
    }
}

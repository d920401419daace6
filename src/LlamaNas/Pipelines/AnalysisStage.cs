using LlamaNas.Measurement;

namespace LlamaNas.Pipelines;

/// <summary>Analyses the stored runs of several tasks.</summary>
public static class AnalysisStage
{
    /// <summary>The study as Markdown and as JSON, and its picture as SVG.</summary>
    /// <param name="settings">The runs, and how fronts are scored on other tasks.</param>
    /// <param name="progress">Told after each network; may be null.</param>
    /// <param name="cancellationToken">Stops between networks.</param>
    /// <exception cref="UsageException">No run, runs of different models or precisions, two of one task, or one without a scored network.</exception>
    public static (string Markdown, string Json, string Svg) Run(AnalysisSettings settings, IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Runs.Count == 0)
            throw new UsageException("No run to analyse. Give --run FILE.db, once a task.");
        if (settings.Members < 1)
            throw new UsageException($"--members: {settings.Members} networks of a front say nothing about it. Give a number above 0.");
        var searches = settings.Runs.Select(SearchedTask.Open).ToArray();
        try
        {
            Check(searches);
            if (settings.Model is { } model)
            {
                using var session = ModelSession.Open(model, searches[0].Run.Precision);
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

    private static void Check(SearchedTask[] searches)
    {
        foreach (var search in searches)
        {
            if (search.Run.Config != searches[0].Run.Config || search.Store.Settings["weights"] != searches[0].Store.Settings["weights"])
                throw new UsageException($"the run of {search.Name} searched another model than that of {searches[0].Name}. Analyse runs of one model.");
            if (search.Run.Precision != searches[0].Run.Precision)
                throw new UsageException($"the run of {search.Name} searched in {search.Run.Precision.Name()}, that of {searches[0].Name} in {searches[0].Run.Precision.Name()}. Analyse runs of one precision.");
            if (search.Front.Count == 0)
                throw new UsageException($"the run of {search.Name} has no network that was scored in full. Let its search go on, or leave the run out.");
        }

        if (searches.CountBy(search => search.Name).FirstOrDefault(pair => pair.Value > 1) is { Value: > 1 } twice)
            throw new UsageException($"{twice.Value} runs searched {twice.Key}. Give one run for each task.");
    }
}

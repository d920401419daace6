using System.Diagnostics;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Search.Racing;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Runs one search into a run store; the same command continues it.</summary>
public static class SearchStage
{
    /// <summary>Opens the store that a search writes to.</summary>
    public static RunStore OpenStore(ModelSession session, SearchSettings settings, string path)
    {
        var space = SearchSpace.Load(settings.Space, session.Config);
        var config = ModelFiles.Of(session.Checkpoint.Folder).FindText(LlamaConfigFile.Name)!;
        return RunStore.Open(path, settings.ToRunSettings(session.Checkpoint.Folder, session.Checkpoint.ContentHash, config, space.ToString(), KnownNetworks.Read(settings.Start, space, "--start")));
    }

    /// <summary>Searches until the budget is spent.</summary>
    /// <param name="session">The model.</param>
    /// <param name="settings">What is searched.</param>
    /// <param name="store">Where results go; made by <see cref="OpenStore"/>.</param>
    /// <param name="progress">Told after each candidate; may be null.</param>
    /// <param name="cancellationToken">Stops between batches; what is evaluated stays.</param>
    /// <returns>Where the time went.</returns>
    public static async Task<SearchTime> RunAsync(
        ModelSession session, SearchSettings settings, RunStore store, IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        var space = SearchSpace.Load(settings.Space, session.Config);
        EquatableArray<PreparedTask> tasks =
            [.. settings.Tasks.Select(task => session.Prepare(TaskObjectives.Scored(TaskCatalog.Load(task), settings.Objectives), settings.DataFolder, settings.Documents(DocumentSplit.Search, settings.Limit)))];
        var scorer = new StoredScorer(session, store);
        var pace = new SearchPace(progress, store.Candidates().Count, settings.Budget);
        var timed = LatencyObjectives.AreIn(settings) ? settings.LatencyTable ?? LatencyStage.DefaultPath(store) : null;
        var latency = timed is null ? null : LatencyStage.Open(session, settings, timed, progress, cancellationToken);
        var whole = new TaskEvaluator(scorer, session.Config, tasks, settings.Precision, settings.Objectives, pace, latency);
        var evaluator = new TimedEvaluator(settings.Racing is null ? whole : new RacingEvaluator(
            new TaskSampleScorer(new StoredSampler(session, store), whole, tasks, settings.Precision), SubNetwork.Full(session.Config), settings.Racing, pace));
        var search = SearchAlgorithm.Create(settings.Algorithm, space, new SearchOptions
        {
            EvaluationBudget = settings.Budget,
            PopulationSize = settings.Candidates,
            MutationRate = settings.MutationRate,
            Crossover = settings.Crossover,
            Seed = settings.Seed,
            Constraints = [.. settings.Constraints.Select(Constraint.Parse)],
            Seeds = KnownNetworks.Read(settings.Start, space, "--start"),
        });

        // The reference of every later comparison; it costs the budget nothing.
        foreach (var task in tasks)
            scorer.Score(task, SubNetwork.Full(session.Config), settings.Precision, null, cancellationToken);

        var started = Stopwatch.GetTimestamp();
        pace.Start();
        await foreach (var step in search.RunAsync(evaluator, cancellationToken))
        {
            if (step is RoundFinished round)
                store.AddRound(round);
            if (step is CandidateEvaluated evaluated)
                store.AddCandidate(evaluated);
            pace.Follow(step, evaluator.Objectives);
        }

        var time = new SearchTime(Stopwatch.GetElapsedTime(started).TotalSeconds, evaluator.Elapsed.TotalSeconds);
        if (timed is not null)
            LatencyStage.MeasureFront(session, settings, new StoredRun(store), timed, progress, cancellationToken);
        return time;
    }
}

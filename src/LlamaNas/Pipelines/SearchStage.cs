using System.Diagnostics;
using System.Globalization;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Runs one search into a run store; the same command continues it.</summary>
public static class SearchStage
{
    /// <summary>Opens the store that a search writes to.</summary>
    public static RunStore OpenStore(ModelSession session, SearchSettings settings, string path)
    {
        var space = SearchSpace.Load(settings.Space, session.Config);
        var config = File.ReadAllText(Path.Combine(session.Checkpoint.Folder, LlamaConfigFile.Name));
        return RunStore.Open(path, settings.ToRunSettings(session.Checkpoint.Folder, session.Checkpoint.ContentHash, config, space.ToString()));
    }

    /// <summary>Searches until the budget is spent.</summary>
    /// <param name="session">The model.</param>
    /// <param name="settings">What is searched.</param>
    /// <param name="store">Where results go; made by <see cref="OpenStore"/>.</param>
    /// <param name="progress">Told after each candidate; may be null.</param>
    /// <param name="cancellationToken">Stops between batches; what is evaluated stays.</param>
    public static async Task RunAsync(
        ModelSession session, SearchSettings settings, RunStore store, IProgress<PipelineEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        var space = SearchSpace.Load(settings.Space, session.Config);
        EquatableArray<PreparedTask> tasks =
            [.. settings.Tasks.Select(task => session.Prepare(task, settings.DataFolder, settings.Documents(DocumentSplit.Search, settings.Limit)))];
        var scorer = new StoredScorer(session, store);
        var evaluator = new TaskEvaluator(scorer, session.Config, tasks, settings.Precision, settings.Objectives);
        var search = SearchAlgorithm.Create(settings.Algorithm, space, new SearchOptions
        {
            EvaluationBudget = settings.Budget,
            PopulationSize = settings.Population,
            Seed = settings.Seed,
            Constraints = [.. settings.Constraints.Select(Constraint.Parse)],
        });

        // The reference of every later comparison; it costs the budget nothing.
        foreach (var task in tasks)
            scorer.Score(task, SubNetwork.Full(session.Config), settings.Precision, null, cancellationToken);

        var started = Stopwatch.GetTimestamp();
        var stored = store.Candidates().Count;
        await foreach (var step in search.RunAsync(evaluator, cancellationToken))
        {
            if (step is RoundFinished round)
                store.AddRound(round);
            if (step is not CandidateEvaluated evaluated)
                continue;

            store.AddCandidate(evaluated);
            var fresh = evaluated.Evaluation - stored;
            var perCandidate = fresh > 0 ? Stopwatch.GetElapsedTime(started) / fresh : (TimeSpan?)null;
            progress?.Report(new StageProgress(
                Describe(evaluator.Objectives, evaluated.Candidate),
                evaluated.Evaluation,
                settings.Budget,
                perCandidate is { } time ? string.Create(CultureInfo.InvariantCulture, $"{60 / time.TotalSeconds:F1} candidates/min") : "from the store",
                perCandidate * (settings.Budget - evaluated.Evaluation)));
        }
    }

    private static string Describe(EquatableArray<Objective> objectives, Candidate candidate) =>
        string.Join(", ", objectives.Zip(candidate.Values, (objective, value) => objective.Unit == "fraction"
            ? string.Create(CultureInfo.InvariantCulture, $"{objective.Name} {100 * value:F1} %")
            : string.Create(CultureInfo.InvariantCulture, $"{objective.Name} {value / 1e6:F2} M")));
}

namespace LlamaNas.Evaluation;

/// <summary>Chooses the shots of each document, in document order, as lm-evaluation-harness 0.4.13 does.</summary>
internal sealed class FewShotSampler
{
    private const uint HarnessSeed = 1234;
    private readonly EvaluationTask _task;
    private readonly IReadOnlyList<TaskDocument> _pool;
    private readonly int _count;
    private readonly MersenneTwister _random = new(HarnessSeed);

    /// <summary>A sampler.</summary>
    /// <param name="task">The task.</param>
    /// <param name="pool">Documents that shots come from.</param>
    /// <param name="count">Shots per document.</param>
    public FewShotSampler(EvaluationTask task, IReadOnlyList<TaskDocument> pool, int count) => (_task, _pool, _count) = (task, pool, count);

    /// <summary>The shots of the next document.</summary>
    /// <exception cref="UsageException">The pool holds too few documents.</exception>
    public IReadOnlyList<TaskDocument> Next(TaskDocument document)
    {
        if (_count == 0 || _task.FewShot is not { } source)
            return [];

        var pool = Pool(document, source.Skip);
        var draws = _count + (source.HasSpare ? 1 : 0);
        if (pool.Count < draws)
            throw new UsageException($"Task '{_task.Name}' has {pool.Count} documents to take shots from, but {_count} are asked for. Use a smaller --few-shot.");
        if (source.Sampling == "first")
            return [.. pool.Take(_count)];

        // Among the task's own documents the evaluated one is left out; the spare shot takes its place.
        var drawn = _random.Sample(pool.Count, draws).Select(index => pool[index]);
        return [.. drawn.Where(shot => source.File is not null || shot.Id != document.Id).Take(_count)];
    }

    private IReadOnlyList<TaskDocument> Pool(TaskDocument document, int skip)
    {
        var pool = skip == 0 ? _pool : [.. _pool.Skip(skip)];
        return (_task as TaskDefinition)?.SubjectColumn is { } column ? [.. pool.Where(shot => shot.Text(column) == document.Text(column))] : pool;
    }
}

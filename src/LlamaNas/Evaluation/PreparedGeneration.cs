using LlamaNas.Tokens;

namespace LlamaNas.Evaluation;

/// <summary>A task's prompts, to be continued by any number of networks.</summary>
public sealed class PreparedGeneration : IPreparedTask
{
    private readonly GenerationTask _task;
    private readonly TaskDocument[] _documents;
    private readonly GenerationRequest[] _requests;
    private readonly IProgramRunner? _runner;

    private PreparedGeneration(GenerationTask task, TaskDocument[] documents, GenerationRequest[] requests, IProgramRunner? runner) =>
        (_task, _documents, _requests, _runner) = (task, documents, requests, runner);

    /// <summary>Reads, selects, prompts and encodes a task's documents.</summary>
    /// <param name="task">The task.</param>
    /// <param name="dataFolder">Folder of the data files.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="maximumTokens">Longest sequence of the model.</param>
    /// <param name="options">Which documents, how prompted.</param>
    /// <param name="runner">Runs programs; needed where the task's texts are programs.</param>
    /// <exception cref="TaskException">Data is missing or malformed.</exception>
    public static PreparedGeneration Create(
        GenerationTask task, string dataFolder, LlamaTokenizer tokenizer, int maximumTokens, EvaluationOptions options, IProgramRunner? runner = null)
    {
        if (task.Program is not null)
            ArgumentNullException.ThrowIfNull(runner);
        if (task.MaximumTokens >= maximumTokens)
            throw new TaskException($"Task '{task.Name}' writes up to {task.MaximumTokens} tokens, which leaves no room for a prompt in the model's {maximumTokens}. Use a model with a longer context.");

        var encoder = new RequestEncoder(tokenizer, options.BeginOfSequence, maximumTokens);
        var prompts = Prompts(task, dataFolder, options);
        return new PreparedGeneration(
            task, [.. prompts.Select(prompt => prompt.Document)],
            [.. prompts.Select(prompt => new GenerationRequest(Fitting(encoder, prompt.Text, maximumTokens - task.MaximumTokens), task.MaximumTokens, task.Until))], runner);
    }

    /// <inheritdoc/>
    public TaskResult Evaluate(
        ILanguageModel model, ITextGenerator generator, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var clock = new ProgressClock(_task.Name, _documents.Length, progress);
        var results = new DocumentResult[_documents.Length];
        long tokens = 0;
        foreach (var written in generator.Generate(_requests, cancellationToken))
        {
            results[written.Index] = Result(_documents[written.Index], written.Text, cancellationToken);
            tokens += written.ComputedTokens;
            clock.Add(1);
        }

        return new TaskResult(_task.Name, Metrics(_task, results), [], [.. results], tokens, tokens, clock.Seconds);
    }

    /// <summary>The selected documents with their prompts as text, as lm-evaluation-harness 0.4.13 writes them.</summary>
    internal static IReadOnlyList<(TaskDocument Document, string Text)> Prompts(GenerationTask task, string dataFolder, EvaluationOptions options)
    {
        TaskDocument[] all = [.. DocumentFile.Read(dataFolder, task.File).Skip(task.Skip).Take(task.Take ?? int.MaxValue).Select((document, index) => document with { Id = index })];
        TaskDocument[] selected = [.. all.Skip(options.Offset).Take(options.Limit ?? int.MaxValue)];
        if (selected.Length == 0)
            throw new TaskException($"Task '{task.Name}' has no documents at offset {options.Offset} (of {all.Length}). Use a smaller --offset.");

        var count = options.FewShot ?? task.FewShot?.Count ?? 0;
        var shots = count == 0 || task.FewShot is null ? [] : task.FewShot.File is { } file ? DocumentFile.Read(dataFolder, file) : all;
        var sampler = new FewShotSampler(task, shots, count);
        return [.. selected.Select(document => (document, string.Concat(sampler.Next(document).Select(shot => Solved(task, shot))) + task.Context.Fill(document)))];
    }

    private static EquatableArray<MetricValue> Metrics(GenerationTask task, DocumentResult[] results)
    {
        IEnumerable<string> names = task.Match is { } match ? match.Answers.Select(answer => answer.Name) : ["pass@1"];
        return [.. names.Select((name, index) => MultipleChoiceScoring.Summarise(name, [.. results.Select(result => result.Scores[index])]))];
    }

    private DocumentResult Result(TaskDocument document, string text, CancellationToken cancellationToken)
    {
        if (_task.Program is { } frame)
        {
            var run = _runner!.Run(frame.Around(document, text), cancellationToken);
            return new DocumentResult(document.Id, "", DocumentResult.NoTarget, [], [run.Passed ? 1 : 0]) { Generated = text, Details = [new("outcome", run.Outcome)] };
        }

        var target = _task.Target.Fill(document);
        return new DocumentResult(
            document.Id, "", DocumentResult.NoTarget, [], [.. _task.Match!.Answers.Select(answer => _task.Match.Score(answer, text, target))])
        {
            Generated = text,
            Details = [new("answer", _task.Match.Plain(target))],
        };
    }

    private static string Solved(GenerationTask task, TaskDocument shot) => task.Context.Fill(shot) + task.Separator + task.Target.Fill(shot) + "\n\n";

    // Too long a prompt loses tokens at its left.
    private static int[] Fitting(RequestEncoder encoder, string text, int room)
    {
        var ids = encoder.Ids(text);
        return ids.Length > room ? ids[^room..] : ids;
    }
}

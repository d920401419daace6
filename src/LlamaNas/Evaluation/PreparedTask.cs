using LlamaNas.Hub;
using LlamaNas.Tokens;

namespace LlamaNas.Evaluation;

/// <summary>A task's documents, prompted and encoded once, to be scored with any number of networks.</summary>
public sealed class PreparedTask : IPreparedTask
{
    private PreparedTask(TaskDefinition task, EvaluationOptions options, EquatableArray<DocumentRequests> documents, EncodedDocument[] encoded) =>
        (Task, Options, Documents, Encoded) = (task, options, documents, encoded);

    /// <summary>The task.</summary>
    public TaskDefinition Task { get; }

    /// <summary>Which documents, how prompted.</summary>
    public EvaluationOptions Options { get; }

    /// <summary>The documents with their requests, in order.</summary>
    public EquatableArray<DocumentRequests> Documents { get; }

    /// <summary>The same documents as token ids.</summary>
    public IReadOnlyList<EncodedDocument> Encoded { get; }

    /// <summary>Tokens that one request at a time would feed to the network.</summary>
    public long TokensWithoutSharing => Encoded.Sum(document => document.Requests.Sum(request => (long)request.Context.Length + request.Continuation.Length - 1));

    /// <summary>search, test or all.</summary>
    internal string SplitName => Options.Split.ToString().ToLowerInvariant();

    /// <summary>Some of the documents, in the same order.</summary>
    internal PreparedTask Part(int first, int count) => new(Task, Options, [.. Documents.Skip(first).Take(count)], [.. Encoded.Skip(first).Take(count)]);

    /// <summary>Reads, selects, prompts and encodes a task's documents.</summary>
    /// <param name="task">The task.</param>
    /// <param name="dataFolder">Folder of the data files.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="maximumTokens">Longest sequence of the model.</param>
    /// <param name="options">Which documents, how prompted.</param>
    /// <exception cref="TaskException">Data is missing or malformed.</exception>
    public static PreparedTask Create(TaskDefinition task, string dataFolder, LlamaTokenizer tokenizer, int maximumTokens, EvaluationOptions options)
    {
        var requests = Requests(task, dataFolder, options);
        var encoder = new RequestEncoder(tokenizer, options.BeginOfSequence, maximumTokens);
        var encoded = requests.Select(document => new EncodedDocument(
            $"{task.Name}/{Subject(task, document.Document)}", [.. document.Requests.Select(encoder.Encode)])).ToArray();
        return new PreparedTask(task, options, requests, encoded);
    }

    /// <inheritdoc/>
    public TaskResult Evaluate(
        ILanguageModel model, ITextGenerator generator, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Evaluator.Evaluate(model, this, progress, cancellationToken);

    /// <summary>A document's subject; empty where the task has none.</summary>
    public static string Subject(TaskDefinition task, TaskDocument document) => task.SubjectColumn is { } column ? document.Text(column) : "";

    /// <summary>The selected documents' requests as text.</summary>
    internal static EquatableArray<DocumentRequests> Requests(TaskDefinition task, string dataFolder, EvaluationOptions options)
    {
        var all = Read(task, dataFolder, task.File, task.Hub);
        var selected = Select(task, all, options);
        if (selected.Count == 0)
            throw new TaskException($"Task '{task.Name}' has no documents at offset {options.Offset} (of {all.Count}). Use a smaller --offset.");

        var count = options.FewShot ?? task.FewShot?.Count ?? 0;
        var shots = count == 0 || task.FewShot is null ? [] : task.FewShot.File is { } file ? Read(task, dataFolder, file, task.FewShot.Hub) : all;
        var sampler = new FewShotSampler(task, shots, count);
        return [.. selected.Select(document => RequestBuilder.Build(task, document, sampler.Next(document)))];
    }

    private static IReadOnlyList<TaskDocument> Read(TaskDefinition task, string dataFolder, string file, DataSetSplit? hub)
    {
        var documents = DocumentFile.Read(dataFolder, file, hub);
        if (task.Subject is null)
            return documents;

        var ofSubject = documents.Where(document => document.Text(task.SubjectColumn!) == task.Subject).Select((document, index) => document with { Id = index }).ToArray();
        return ofSubject.Length > 0
            ? ofSubject
            : throw new TaskException($"{Path.Combine(dataFolder, file)}: no document of subject '{task.Subject}'. Check the task's name and the file.");
    }

    private static IReadOnlyList<TaskDocument> Select(TaskDefinition task, IReadOnlyList<TaskDocument> all, EvaluationOptions options)
    {
        var split = DocumentSplitter.Select(all, document => Subject(task, document), options.Split, options.SplitSeed);
        var limit = options.Limit ?? int.MaxValue;
        if (options.Split != DocumentSplit.All || task.SubjectColumn is null)
            return [.. split.Skip(options.Offset).Take(limit)];

        // The harness's limit counts within each of a group's tasks.
        return [.. split.GroupBy(document => Subject(task, document), StringComparer.Ordinal).SelectMany(group => group.Skip(options.Offset).Take(limit))];
    }
}

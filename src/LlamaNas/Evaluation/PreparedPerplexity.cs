using System.Text;
using LlamaNas.Tokens;

namespace LlamaNas.Evaluation;

/// <summary>A text cut into windows, to be scored with any number of networks.</summary>
public sealed class PreparedPerplexity : IPreparedTask
{
    private readonly PerplexityTask _task;
    private readonly EncodedDocument[] _windows;
    private readonly int[] _owners;              // per window: index of its text
    private readonly ScoredText[] _texts;

    private PreparedPerplexity(PerplexityTask task, IReadOnlyList<(ScoredText Text, EncodedRequest[] Windows)> texts)
    {
        _task = task;
        _texts = [.. texts.Select(text => text.Text)];
        _windows = [.. texts.SelectMany(text => text.Windows).Select(window => new EncodedDocument(task.Name, [window]))];
        _owners = [.. texts.SelectMany((text, index) => Enumerable.Repeat(index, text.Windows.Length))];
    }

    /// <summary>Reads, selects and encodes a task's text.</summary>
    /// <param name="task">The task.</param>
    /// <param name="dataFolder">Folder of the data files.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="maximumTokens">Longest sequence of the model.</param>
    /// <param name="options">Limit and offset count pages or chunks; shots are ignored.</param>
    /// <exception cref="TaskException">The text is missing or too short.</exception>
    /// <exception cref="UsageException">A chunk does not fit the model.</exception>
    public static PreparedPerplexity Create(PerplexityTask task, string dataFolder, LlamaTokenizer tokenizer, int maximumTokens, EvaluationOptions options)
    {
        var path = Path.Combine(dataFolder, task.File);
        if (!System.IO.File.Exists(path))
            throw new TaskException($"{path}: no such file. Put the task's text there, or give its folder with --data.");

        var text = System.IO.File.ReadAllText(path);
        var encoder = new RequestEncoder(tokenizer, options.BeginOfSequence, maximumTokens);
        var all = task.Of == PerplexityUnit.Pages
            ? WikiText.Pages(text).Select((page, index) => Page(task, index, page, encoder, maximumTokens))
            : Chunks(path, options.ChunkLength ?? task.ChunkLength, text, encoder, maximumTokens);
        var selected = all.Skip(options.Offset).Take(options.Limit ?? int.MaxValue).ToArray();
        return selected.Length > 0
            ? new PreparedPerplexity(task, selected)
            : throw new TaskException($"{path}: no text at offset {options.Offset}. Check the file, or use a smaller --offset.");
    }

    /// <inheritdoc/>
    public TaskResult Evaluate(
        ILanguageModel model, ITextGenerator generator, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var clock = new ProgressClock(_task.Name, _windows.Length, progress);
        var sums = new double[_texts.Length];
        long tokens = 0;
        foreach (var scored in model.Score(_windows, cancellationToken))
        {
            sums[_owners[scored.Index]] += scored.LogLikelihoods[0];
            tokens += scored.ComputedTokens;
            clock.Add(1);
        }

        return Summarise(_task, _texts, sums, tokens, _windows.Sum(window => (long)window.Requests[0].Context.Length + window.Requests[0].Continuation.Length - 1), clock.Seconds);
    }

    /// <summary>Perplexities from log-likelihoods that are known already.</summary>
    internal static TaskResult Summarise(
        PerplexityTask task, IReadOnlyList<ScoredText> texts, IReadOnlyList<double> logLikelihoods, long computedTokens, long tokensWithoutSharing, double seconds)
    {
        var total = -logLikelihoods.Sum();
        double Per(Func<ScoredText, long> count) => total / texts.Sum(count);
        EquatableArray<MetricValue> metrics = task.Of == PerplexityUnit.Pages
            ?
            [
                new("word_perplexity", Math.Exp(Per(text => text.Words)), double.NaN),
                new("byte_perplexity", Math.Exp(Per(text => text.Bytes)), double.NaN),
                new("bits_per_byte", Per(text => text.Bytes) / Math.Log(2), double.NaN),
            ]
            : [new("token_perplexity", Math.Exp(Per(text => text.Tokens)), double.NaN)];
        return new TaskResult(
            task.Name, metrics, [], [.. texts.Zip(logLikelihoods, (text, value) => text.Result(value))], computedTokens, tokensWithoutSharing, seconds);
    }

    private static (ScoredText, EncodedRequest[]) Page(PerplexityTask task, int index, string page, RequestEncoder encoder, int maximumTokens)
    {
        var ids = encoder.Ids(TextFilters.Apply(page, task.Filters));
        return (
            new ScoredText(index, ids.Length, WikiText.Words(page), Encoding.UTF8.GetByteCount(page)),
            [.. TextWindows.Rolling(ids, encoder.PrefixToken, maximumTokens)]);
    }

    private static IEnumerable<(ScoredText, EncodedRequest[])> Chunks(string path, int length, string text, RequestEncoder encoder, int maximumTokens)
    {
        if (length > maximumTokens)
            throw new UsageException($"Chunks of {length} tokens do not fit the model's {maximumTokens}. Use --chunk-length {maximumTokens} or less.");

        var ids = encoder.Ids(WikiText.Joined(text));
        return ids.Length >= length
            ? TextWindows.Chunks(ids, length).Select((chunk, index) => (new ScoredText(index, length - 1, 0, 0), new[] { chunk }))
            : throw new TaskException($"{path}: {ids.Length} tokens are less than one chunk of {length}. Use a longer text or a smaller --chunk-length.");
    }
}

/// <summary>A page or chunk: what perplexity divides by.</summary>
/// <param name="Id">0-based place in the file.</param>
/// <param name="Tokens">Scored tokens.</param>
/// <param name="Words">Words of the original text; 0 for a chunk.</param>
/// <param name="Bytes">UTF-8 bytes of the original text; 0 for a chunk.</param>
internal sealed record ScoredText(int Id, int Tokens, int Words, int Bytes)
{
    public DocumentResult Result(double logLikelihood) => new(Id, "", DocumentResult.NoTarget, [logLikelihood], [])
    {
        Details = Words == 0 ? [new("tokens", Tokens)] : [new("tokens", Tokens), new("words", Words), new("bytes", Bytes)],
    };
}

using LlamaNas.Evaluation;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tokens;

namespace LlamaNas.Inference;

/// <summary>
/// Writes the most likely next token again and again, for several prompts at a time: a text that ends makes room for the next prompt, so that
/// every step works on as many texts as there is room for.
/// </summary>
public sealed class GreedyGenerator : ITextGenerator
{
    private const long CacheBytes = 1L << 30;
    private readonly SuperNetwork _network;
    private readonly SubNetwork _subNetwork;
    private readonly Func<IReadOnlyList<int>, string> _decode;
    private readonly int _textsTogether;
    private readonly int[] _keyValueHeads;   // of each kept layer

    /// <summary>A generator for one sub-network.</summary>
    /// <param name="network">The weights; stay the caller's.</param>
    /// <param name="subNetwork">What of them is used.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="textsTogether">Most texts at a time; fewer where their keys and values would take more than a gigabyte. Default 16.</param>
    public GreedyGenerator(SuperNetwork network, SubNetwork subNetwork, LlamaTokenizer tokenizer, int textsTogether = 16)
        : this(network, subNetwork, tokenizer.DecodeText, textsTogether)
    {
    }

    internal GreedyGenerator(SuperNetwork network, SubNetwork subNetwork, Func<IReadOnlyList<int>, string> decode, int textsTogether) =>
        (_network, _subNetwork, _decode, _textsTogether, _keyValueHeads) = (network, subNetwork, decode, textsTogether, [.. subNetwork.SizesIn(network.Config).KeyValueHeadsByLayer]);

    /// <summary>Whether texts go on after an end-of-sequence token, to their full length: for timing, where networks must write equally much. Default false.</summary>
    internal bool WritesOn { get; init; }

    /// <inheritdoc/>
    public IEnumerable<GeneratedText> Generate(IReadOnlyList<GenerationRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var waiting = new Queue<TextInProgress>(requests
            .Select((request, index) => new TextInProgress(index, request, WritesOn ? [] : _network.Config.EndOfSequenceIds, _decode))
            .OrderByDescending(text => text.Request.Prompt.Length).ThenBy(text => text.Index));
        if (waiting.Count == 0)
            yield break;

        var rows = new TextInProgress?[Math.Min(waiting.Count, Rows(requests))];
        using var engine = KernelRows.Create(_network, _subNetwork, rows.Length) ?? (IGenerationRows)new TorchRows(_network, _subNetwork, rows.Length, waiting.Peek().Request.Prompt.Length);
        while (true)
        {
            for (var row = 0; row < rows.Length; row++)
            {
                while (rows[row] is null && waiting.TryDequeue(out var next))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (next.Add(engine.Start(row, next.Request.Prompt)))
                        yield return next.Finish();
                    else
                        rows[row] = next;
                }
            }

            if (Array.Exists(rows, row => row is null))
                rows = Keep(rows, engine);
            if (rows.Length == 0)
                yield break;

            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (row, token) in engine.Step([.. rows.Select(text => text!.Last)]).Index())
            {
                if (!rows[row]!.Add(token))
                    continue;
                yield return rows[row]!.Finish();
                rows[row] = null;
            }
        }
    }

    private static TextInProgress?[] Keep(TextInProgress?[] rows, IGenerationRows engine)
    {
        int[] kept = [.. rows.Index().Where(row => row.Item is not null).Select(row => row.Index)];
        if (kept.Length > 0)
            engine.Keep(kept);
        return [.. kept.Select(row => rows[row])];
    }

    private int Rows(IReadOnlyList<GenerationRequest> requests)
    {
        var config = _network.Config;
        var tokens = requests.Max(request => request.Prompt.Length + request.MaximumTokens);
        var bytesPerRow = 2L * 4 * tokens * _keyValueHeads.Sum() * config.HeadSize;
        return (int)Math.Clamp(CacheBytes / Math.Max(1, bytesPerRow), 1, _textsTogether);
    }
}

using LlamaNas.Evaluation;

namespace LlamaNas.Inference;

/// <summary>A text that is being written.</summary>
internal sealed class TextInProgress(int index, GenerationRequest request, EquatableArray<int> endOfSequenceIds, Func<IReadOnlyList<int>, string> decode)
{
    private readonly List<int> _written = [];
    private bool _ended;

    /// <summary>Position in the caller's list.</summary>
    public int Index => index;

    /// <summary>What is asked for.</summary>
    public GenerationRequest Request => request;

    /// <summary>The newest token.</summary>
    public int Last => _written[^1];

    /// <summary>Adds a token; true where the text ends with it.</summary>
    public bool Add(int token)
    {
        _ended = endOfSequenceIds.Contains(token);
        if (!_ended)
            _written.Add(token);
        return _ended || _written.Count == request.MaximumTokens || Ends(decode(_written));
    }

    /// <summary>The finished text: what precedes the first string that ends it, in the order in which they are given (as the harness cuts).</summary>
    public GeneratedText Finish()
    {
        var text = request.Until.Aggregate(decode(_written), (current, end) => current.Split(end, 2)[0]);
        return new GeneratedText(index, text, request.Prompt.Length + _written.Count - (_ended ? 0 : 1));
    }

    private bool Ends(string text) => request.Until.Any(end => text.Contains(end, StringComparison.Ordinal));
}

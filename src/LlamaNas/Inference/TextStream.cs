namespace LlamaNas.Inference;

/// <summary>
/// A text that grows token by token, given out in whole characters: bytes of a character whose other bytes may still come are held back.
/// </summary>
/// <param name="decode">Text of token ids; incomplete characters become U+FFFD.</param>
internal sealed class TextStream(Func<IReadOnlyList<int>, string> decode)
{
    private const int LongestCharacter = 4;              // bytes of UTF-8, and thus replacement characters, of one that is incomplete
    private readonly List<int> _tokens = [];
    private int _given;

    /// <summary>Adds a token; what can be shown now, often nothing.</summary>
    public string Add(int token)
    {
        _tokens.Add(token);
        var text = decode(_tokens);
        var end = text.Length;
        while (end > _given && text[end - 1] == '\uFFFD' && text.Length - end < LongestCharacter - 1)
            end--;
        return Give(text, end);
    }

    /// <summary>What is left when no token follows.</summary>
    public string Finish()
    {
        var text = decode(_tokens);
        return Give(text, text.Length);
    }

    private string Give(string text, int end)
    {
        if (end <= _given)
            return "";
        var piece = text[_given..end];
        _given = end;
        return piece;
    }
}

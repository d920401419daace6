namespace LlamaNas.Evaluation;

/// <summary>Cuts long token lists into requests that fit a model.</summary>
internal static class TextWindows
{
    /// <summary>
    /// Every token scored once (<c>loglikelihood_rolling</c> of the harness, context length 1): the first window starts from the prefix token; each
    /// later one ends where its tokens end and looks back as far as the model allows.
    /// </summary>
    /// <param name="tokens">All tokens of a page.</param>
    /// <param name="prefixToken">What stands before the first.</param>
    /// <param name="maximumTokens">Longest input of the model.</param>
    public static IEnumerable<EncodedRequest> Rolling(int[] tokens, int prefixToken, int maximumTokens)
    {
        if (tokens.Length == 0)
            yield break;

        var scored = Math.Min(maximumTokens, tokens.Length);
        yield return new EncodedRequest([prefixToken], tokens[..scored]);
        while (scored < tokens.Length)
        {
            var end = Math.Min(scored + maximumTokens, tokens.Length);
            yield return new EncodedRequest(tokens[(end - maximumTokens - 1)..scored], tokens[scored..end]);
            scored = end;
        }
    }

    /// <summary>Chunks side by side; the first token of each is only context, and what is left over at the end is dropped.</summary>
    /// <param name="tokens">All tokens.</param>
    /// <param name="length">Tokens of a chunk, at least 2.</param>
    public static IEnumerable<EncodedRequest> Chunks(int[] tokens, int length)
    {
        for (var start = 0; start + length <= tokens.Length; start += length)
            yield return new EncodedRequest([tokens[start]], tokens[(start + 1)..(start + length)]);
    }
}

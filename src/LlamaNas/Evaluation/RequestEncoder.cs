using LlamaNas.Tokens;

namespace LlamaNas.Evaluation;

/// <summary>Requests to token ids, by the harness's rule (<c>_encode_pair</c>).</summary>
internal sealed class RequestEncoder(LlamaTokenizer tokenizer, BeginOfSequencePolicy policy, int maximumTokens)
{
    private readonly int? _begin = policy.Token(tokenizer);

    /// <summary>What stands where there is no context: the begin-, else the end-of-sequence token.</summary>
    public int PrefixToken { get; } = tokenizer.BeginOfSequenceId ?? tokenizer.EndOfSequenceId ?? 0;

    /// <summary>
    /// Trailing white space of the context moves to the continuation; the continuation's ids are those of the whole text after as many as the
    /// context alone has. An empty context becomes the begin- or end-of-sequence token. Too long a request loses tokens at its left.
    /// </summary>
    public EncodedRequest Encode(RequestText request)
    {
        var context = request.Context.TrimEnd();
        var continuation = request.Context[context.Length..] + request.Continuation;
        int[] contextIds = context.Length == 0 ? [] : Ids(context);
        var whole = context.Length == 0 ? tokenizer.Encode(continuation) : Ids(context + continuation);
        var continuationIds = whole[Math.Min(contextIds.Length, whole.Length)..];
        if (contextIds.Length == 0)
            contextIds = [PrefixToken];
        if (continuationIds.Length == 0)
            throw new TaskException($"The continuation '{request.Continuation}' has no tokens of its own. Correct the task's data.");

        var excess = contextIds.Length + continuationIds.Length - (maximumTokens + 1);
        if (excess >= contextIds.Length)
            throw new TaskException($"A continuation of {continuationIds.Length} tokens does not fit the model's {maximumTokens}. Use a model with a longer context.");
        return new EncodedRequest(excess > 0 ? contextIds[excess..] : contextIds, continuationIds);
    }

    /// <summary>A text's ids, after the begin-of-sequence token where the policy asks for it and the text does not start with it.</summary>
    public int[] Ids(string text)
    {
        var ids = tokenizer.Encode(text);
        return _begin is { } begin && (ids.Length == 0 || ids[0] != begin) ? [begin, .. ids] : ids;
    }
}

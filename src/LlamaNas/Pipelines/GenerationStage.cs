using LlamaNas.Inference;
using LlamaNas.Spaces;
using LlamaNas.Tokens;

namespace LlamaNas.Pipelines;

/// <summary>Lets a network answer.</summary>
public static class GenerationStage
{
    /// <summary>The answer in pieces of whole characters, as they come; one piece a token, often empty.</summary>
    /// <param name="session">The model.</param>
    /// <param name="subNetwork">What of it is used.</param>
    /// <param name="settings">The prompt, and how it is answered.</param>
    /// <param name="cancellationToken">Stops between tokens with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="UsageException">The prompt does not fit the model.</exception>
    /// <exception cref="TokenizerException">The model has no chat template, or one of an unknown family.</exception>
    public static IEnumerable<string> Run(ModelSession session, SubNetwork subNetwork, GenerationSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        var prompt = Prompt(session.Tokenizer, settings);
        var room = session.Config.MaximumPositions - prompt.Length;
        if (room < 1)
            throw new UsageException($"generate: the prompt has {prompt.Length} tokens, but the model has {session.Config.MaximumPositions} positions. Use a shorter one.");
        return Answer(session, subNetwork, settings, prompt, Math.Min(settings.MaximumTokens, room), cancellationToken);
    }

    private static IEnumerable<string> Answer(
        ModelSession session, SubNetwork subNetwork, GenerationSettings settings, int[] prompt, int most, CancellationToken cancellationToken)
    {
        var ends = Ends(session, settings);
        var sampler = settings.Temperature > 0 ? new TokenSampler(settings.Temperature, settings.Seed) : null;
        var text = new TextStream(session.Tokenizer.DecodeText);
        using var runnable = new RunnableNetwork(session, subNetwork, settings.Precision);
        using var decoder = new SequenceDecoder(runnable.Network, runnable.SubNetwork);
        int[] next = prompt;
        for (var written = 0; written < most; written++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = sampler is null ? decoder.MostProbable(next) : sampler.Next(decoder.Logits(next));
            if (ends.Contains(token))
                break;
            yield return text.Add(token);
            next = [token];
        }

        yield return text.Finish();
    }

    private static int[] Prompt(LlamaTokenizer tokenizer, GenerationSettings settings)
    {
        var text = settings.Raw ? settings.Prompt : ChatPrompt.Render(tokenizer.ChatTemplate, settings.Prompt, settings.System);
        var startsItself = !settings.Raw && text.StartsWith(ChatPrompt.Begin, StringComparison.Ordinal);
        int[] ids = tokenizer.Encode(startsItself ? text[ChatPrompt.Begin.Length..] : text);
        return tokenizer.BeginOfSequenceId is { } begin && (startsItself || (settings.Raw && tokenizer.AddsBeginOfSequence)) ? [begin, .. ids] : ids;
    }

    private static HashSet<int> Ends(ModelSession session, GenerationSettings settings)
    {
        HashSet<int> ends = [.. session.Config.EndOfSequenceIds];
        if (session.Tokenizer.EndOfSequenceId is { } end)
            ends.Add(end);
        if (!settings.Raw && session.Tokenizer.ChatTemplate is { } template && session.Tokenizer.Encode(ChatPrompt.EndOfAnswer(template)) is [var answer])
            ends.Add(answer);
        return ends;
    }
}

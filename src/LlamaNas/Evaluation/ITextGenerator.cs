namespace LlamaNas.Evaluation;

/// <summary>Writes texts; all that evaluation needs to know of a network that does.</summary>
public interface ITextGenerator
{
    /// <summary>Writes the continuation of every prompt, always the most likely token, in an order that suits the generator.</summary>
    /// <param name="requests">The prompts.</param>
    /// <param name="cancellationToken">Stops between tokens with <see cref="OperationCanceledException"/>.</param>
    IEnumerable<GeneratedText> Generate(IReadOnlyList<GenerationRequest> requests, CancellationToken cancellationToken = default);
}

/// <summary>One text to write.</summary>
/// <param name="Prompt">Token ids, at least one.</param>
/// <param name="MaximumTokens">Most tokens to write.</param>
/// <param name="Until">The text ends before the first of these.</param>
public sealed record GenerationRequest(int[] Prompt, int MaximumTokens, EquatableArray<string> Until);

/// <summary>A written text.</summary>
/// <param name="Index">Position of the request in the list that was handed in.</param>
/// <param name="Text">What was written, without special tokens and without what ended it.</param>
/// <param name="ComputedTokens">Tokens that went through the network for this text.</param>
public sealed record GeneratedText(int Index, string Text, int ComputedTokens);

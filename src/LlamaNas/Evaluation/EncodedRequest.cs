namespace LlamaNas.Evaluation;

/// <summary>One log-likelihood to compute: the continuation's tokens after the context's tokens.</summary>
/// <param name="Context">Token ids before the continuation, at least one.</param>
/// <param name="Continuation">Token ids that are scored, at least one.</param>
public sealed record EncodedRequest(int[] Context, int[] Continuation);

namespace LlamaNas.Evaluation;

/// <summary>The log-likelihoods of one document.</summary>
/// <param name="Index">Position of the document in the list that was handed in.</param>
/// <param name="LogLikelihoods">Sum of natural-log probabilities of each request's continuation, in request order.</param>
/// <param name="ComputedTokens">Tokens that went through the network for this document.</param>
public sealed record ScoredDocument(int Index, EquatableArray<double> LogLikelihoods, int ComputedTokens);

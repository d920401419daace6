using LlamaNas.Evaluation;
using LlamaNas.Networks;
using LlamaNas.Spaces;

namespace LlamaNas.Inference;

/// <summary>Scores continuations with one sub-network: a population of one.</summary>
public sealed class LogLikelihoodScorer : ILanguageModel
{
    private readonly SuperNetwork _network;
    private readonly PopulationScorer _scorer;

    /// <summary>A scorer for one sub-network.</summary>
    /// <param name="network">The weights; stay the caller's.</param>
    /// <param name="subNetwork">What of them is used.</param>
    /// <param name="tokensPerBatch">Tokens that go through the network together. Default 512.</param>
    public LogLikelihoodScorer(SuperNetwork network, SubNetwork subNetwork, int tokensPerBatch = 512) =>
        (_network, _scorer) = (network, new PopulationScorer(network, [subNetwork], tokensPerBatch));

    /// <inheritdoc/>
    public int MaximumTokens => _network.Config.MaximumPositions;

    /// <inheritdoc/>
    public IEnumerable<ScoredDocument> Score(IReadOnlyList<EncodedDocument> documents, CancellationToken cancellationToken = default) =>
        _scorer.Score(documents, cancellationToken).Select(score => score.Document);
}

using LlamaNas.Networks;
using LlamaNas.Spaces;

namespace LlamaNas.Inference;

/// <summary>Writes the most probable next token again and again.</summary>
public static class GreedyDecoder
{
    /// <summary>The tokens that follow a prompt.</summary>
    /// <param name="network">The weights.</param>
    /// <param name="subNetwork">What of them is used.</param>
    /// <param name="prompt">Token ids, at least one.</param>
    /// <param name="maximumTokens">Most tokens to write.</param>
    /// <param name="cancellationToken">Stops between tokens with <see cref="OperationCanceledException"/>.</param>
    /// <returns>New token ids, as they come; an end-of-sequence token is the last.</returns>
    public static IEnumerable<int> Decode(
        SuperNetwork network, SubNetwork subNetwork, IReadOnlyList<int> prompt, int maximumTokens, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(prompt.Count);
        using var decoder = new SequenceDecoder(network, subNetwork);
        var next = prompt;
        for (var written = 0; written < maximumTokens; written++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = decoder.MostProbable(next);
            yield return token;
            if (network.Config.EndOfSequenceIds.Contains(token))
                yield break;
            next = [token];
        }
    }
}

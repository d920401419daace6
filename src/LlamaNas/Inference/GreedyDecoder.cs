using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

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
        using var cache = new KeyValueCache();
        var next = prompt;
        for (var written = 0; written < maximumTokens; written++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = Next(network, subNetwork, next, cache);
            yield return token;
            if (network.Config.EndOfSequenceIds.Contains(token))
                yield break;
            next = [token];
        }
    }

    private static int Next(SuperNetwork network, SubNetwork subNetwork, IReadOnlyList<int> tokens, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var device = network.Options.Device;
        var tokenIds = tensor(tokens.Select(token => (long)token).ToArray(), device: device);
        var hidden = network.Forward(tokenIds, new CachedSequence(cache, tokens.Count, device), subNetwork);
        return FusedVocabulary.MostProbable(network, hidden.narrow(0, tokens.Count - 1, 1))[0];
    }
}

using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>Rows that Torch computes together: on any device, in any element type.</summary>
/// <param name="network">The weights; stay the caller's.</param>
/// <param name="subNetwork">What of them is used.</param>
/// <param name="rows">Number of rows.</param>
/// <param name="longestPrompt">Tokens that every row must have room for.</param>
internal sealed class TorchRows(SuperNetwork network, SubNetwork subNetwork, int rows, int longestPrompt) : IGenerationRows
{
    private readonly GenerationCache _cache = new(rows, longestPrompt);
    private readonly int[] _keyValueHeads = [.. subNetwork.SizesIn(network.Config).KeyValueHeadsByLayer];     // of each kept layer

    /// <inheritdoc/>
    public int Start(int row, int[] prompt)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var hidden = network.Forward(TokenIds(prompt), new PromptRow(_cache, row, prompt.Length, network.Options.Device), subNetwork);
        return FusedVocabulary.MostProbable(network, hidden.narrow(0, prompt.Length - 1, 1))[0];
    }

    /// <inheritdoc/>
    public int[] Step(int[] tokens)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var step = new DecodingStep(_cache, _keyValueHeads, network.Options.Device);
        var next = FusedVocabulary.MostProbable(network, network.Forward(TokenIds(tokens), step, subNetwork));
        _cache.Advance();
        return next;
    }

    /// <inheritdoc/>
    public void Keep(IReadOnlyList<int> rows) => _cache.Keep(rows);

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    private Tensor TokenIds(int[] tokens) => tensor(tokens.Select(token => (long)token).ToArray(), device: network.Options.Device);
}
